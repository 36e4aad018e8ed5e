import ArgumentParser
import FoundationEssentials
import Glibc
import Instance
import Messages
import Messaging
import Model

/// `autotrader close`.
struct CloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "Closes a trade, or all of them, at the market, and withdraws entries that have not ended.",
    discussion: """
      The wish is stored at once; the order follows within a second. Asking again is harmless. Of a trade whose entry has not ended what \
      rests is withdrawn, and what has filled is closed; an entry whose outcome is not known yet as soon as it is. Proposals that wait for \
      a decision are none of this: see autotrader reject.

      Examples:
        autotrader close 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11
        autotrader close all --yes --json

      Exit codes: 0 every trade named is being closed or withdrawn (with `all` that may be none), 1 one is not, or the answer to the question \
      was no, 2 not running or not reachable, 64 a wrong command line, or nobody to ask and no --yes.
      """)

  /// What to close.
  enum Target: Equatable {
    case all
    case trade(TradeID)
  }

  @Argument(help: "The trade's id, or all.")
  var target: String
  @Flag(help: "Do not ask.")
  var yes = false
  @Flag(help: "One JSON array.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws { _ = try parsedTarget() }

  func parsedTarget() throws -> Target {
    if target == "all" { return .all }
    guard let id = TradeID(target) else { throw ValidationError("'\(target)' is not a trade's id and not 'all'") }
    return .trade(id)
  }

  func run() async throws {
    let target = try parsedTarget()
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let report = try await SystemClient.with(instance) { bus, _ in
      let trades: [Trade]
      switch target {
      case .all: trades = try await Self.all(bus)
      case .trade(let id):
        guard let story = try await bus.ask(GetTradeStory(tradeID: id)).story else { return CloseReport.unknown(id) }
        trades = [story.trade]
      }
      if !trades.isEmpty, !yes { try Self.confirm(trades) }
      return await CloseReport.of(trades) { trade in try await bus.ask(CloseTrade(trade, decidedBy: person)) }
    }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(report.asked)
    } else {
      for line in report.lines { terminal.line(line) }
    }
    if let objection = report.objection { throw CommandFailure(.failed, objection) }
  }

  private static func all(_ bus: Bus) async throws -> [Trade] {
    // Pending ones first, so that one that opens in between is not missed.
    let pending = try await bus.ask(ListTrades(status: .pending, limit: 200)).trades
    let open = try await bus.ask(ListTrades(status: .open, limit: 200)).trades
    return open + pending.filter { trade in !open.contains { $0.tradeID == trade.tradeID } }
  }

  /// - Throws: ``CommandFailure`` unless a person at a terminal says yes.
  private static func confirm(_ trades: [Trade]) throws {
    guard isatty(STDIN_FILENO) == 1 else { throw CommandFailure(.usage, "nobody to ask at this input: add --yes") }
    Terminal.standardError.line("\(CloseReport.question(trades)) [y/N]")
    guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else { throw CommandFailure(.failed, "nothing was closed") }
  }
}
