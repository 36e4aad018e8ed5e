import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `autotrader cost`.
struct CostCommand: AsyncParsableCommand {
  /// What the costs are added up by; trades are the executor's, so they are found by their analyses.
  enum Grouping: String, ExpressibleByArgument, CaseIterable {
    case cycle, trade, prompt, model, symbol, day

    var asked: CostGrouping {
      switch self {
      case .cycle: .cycle
      case .trade: .analysis
      case .prompt: .prompt
      case .model: .model
      case .symbol: .symbol
      case .day: .day
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Shows what the vision models have cost, and what is left of the budget.",
    discussion: """
      Costs are US dollars, booked from the usage that the server reports; where it reports none, the most that the call can have cost \
      (marked ~). The rules analyst costs nothing.

      Examples:
        autotrader cost
        autotrader cost --by trade --limit 20
        autotrader cost --by prompt --from 2026-11-01 --to 2026-12-01 --json
      """)

  @Option(help: "Add up by cycle, trade, prompt, model, symbol or day.")
  var by = Grouping.day
  @Option(help: "From this day or UTC time on: 2026-11-22 or 2026-11-22T13:00:00Z.")
  var from: String?
  @Option(help: "Up to this day or UTC time, which is not included.")
  var to: String?
  @Option(help: "At most this many rows, 1 to 200, the dearest first.")
  var limit = 50
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (1...200).contains(limit) else { throw ValidationError("--limit must be from 1 to 200") }
    let from = try ExportCommand.time(from, "--from")
    let to = try ExportCommand.time(to, "--to")
    if let from, let to, from >= to { throw ValidationError("--from must be before --to") }
  }

  func run() async throws {
    let from = try ExportCommand.time(from, "--from")
    let to = try ExportCommand.time(to, "--to")
    let report = try await SystemClient.with(instance) { bus, _ in
      if by == .trade { return try await TradeCostSearch(bus: bus).report(from: from, to: to, limit: limit) }
      return CostReport(try await bus.ask(GetCosts(by: by.asked, from: from, to: to, limit: limit)), by: by)
    }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(report) }
    report.write(to: terminal)
  }
}
