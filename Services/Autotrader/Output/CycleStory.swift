import Instance
import Messages
import Model

/// A cycle told in lines: a heading, one line a step, and how it ended.
struct CycleStory: Sendable {
  private let cycleID: CycleID
  private let timeframe: Timeframe
  private let candleClose: Timestamp
  private let steps: [CycleStep]
  private let ending: String

  init(_ report: CycleReport) {
    cycleID = report.cycleID
    timeframe = report.timeframe
    candleClose = report.candleClose
    steps = report.steps
    ending =
      switch report.status {
      case .completed: Self.completed(report.proposals, report.tradesExecuted)
      case .skipped: "skipped: \(report.reason ?? "no reason given")"
      case .planned, .started: "\(report.status.rawValue), ends at \(report.endsAt.clockSeconds)"
      }
  }

  init(_ event: CycleCompleted) {
    cycleID = event.cycleID
    timeframe = event.timeframe
    candleClose = event.candleClose
    steps = event.steps
    ending = Self.completed(event.proposals, event.tradesExecuted)
  }

  private static func completed(_ proposals: Int, _ trades: Int) -> String {
    "completed: \(proposals) proposal\(proposals == 1 ? "" : "s"), \(trades) trade\(trades == 1 ? "" : "s") executed"
  }

  /// A step's text is cut at this width where a story runs past; `cycle show` tells all.
  static let shortDetail = 72

  func lines(for terminal: Terminal, cutsDetails: Bool = true) -> [String] {
    let details = steps.map { Self.detail($0, cutsDetails: cutsDetails) }
    let heading = terminal.styled("Cycle \(cycleID)", .bold) + "  \(timeframe.rawValue), candle closed \(candleClose.clockSeconds) UTC"
    let width = zip(steps, details).filter { $0.0.reference != nil }.map { min($0.1.count, Self.shortDetail) }.max() ?? 0
    return [heading] + zip(steps, details).map { line($0, $1.padded(to: width), terminal) } + ["  \(ending)"]
  }

  private static func detail(_ step: CycleStep, cutsDetails: Bool) -> String {
    let text = step.outcome == .done ? step.detail : "\(step.outcome.rawValue): \(step.detail)"
    return cutsDetails && text.count > shortDetail ? text.prefix(shortDetail - 1) + "…" : text
  }

  private func line(_ step: CycleStep, _ detail: String, _ terminal: Terminal) -> String {
    let (mark, style): (String, Terminal.Style) =
      switch step.outcome {
      case .done: ("✓", .green)
      case .skipped: ("–", .dim)
      case .declined: ("○", .yellow)
      case .expired: ("⧖", .yellow)
      case .failed: ("✗", .red)
      }
    let parts = [
      terminal.styled(mark, style), step.name.rawValue.padded(to: 12), (step.symbol?.description ?? "").padded(to: 9), detail,
    ]
    let reference = step.reference.map { "  " + terminal.styled(Self.short($0), .dim) } ?? ""
    var line = "  " + parts.joined(separator: " ")
    if reference.isEmpty { while line.last == " " { line.removeLast() } }
    return line + reference
  }

  /// Ids as they are, so that they can be copied; content hashes by their first twelve digits.
  private static func short(_ reference: String) -> String { reference.count > 36 ? reference.prefix(12) + "…" : reference }
}
