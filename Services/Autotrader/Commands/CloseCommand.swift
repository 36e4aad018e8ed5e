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
    abstract: "Closes an open trade, or all of them, at the market.",
    discussion: """
      The wish is stored at once; the order follows within a second. Asking again is harmless.

      Examples:
        autotrader close 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11
        autotrader close all --yes --json

      Exit codes: 0 every trade named is being closed (with `all` that may be none), 1 one could not be, or the answer was no.
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

  private struct Output: Encodable {
    let tradeId: TradeID
    let symbol: Symbol
    let accepted: Bool
    let message: String
  }

  func validate() throws { _ = try parsedTarget() }

  func parsedTarget() throws -> Target {
    if target == "all" { return .all }
    guard let id = TradeID(target) else { throw ValidationError("'\(target)' is not a trade's id and not 'all'") }
    return .trade(id)
  }

  func run() async throws {
    let target = try parsedTarget()
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let outputs = try await SystemClient.with(instance) { bus, _ in
      let trades = try await Self.trades(target, bus)
      if !trades.isEmpty, !yes { try Self.confirm(trades) }
      var outputs: [Output] = []
      for trade in trades {
        let reply = try await bus.ask(CloseTrade(tradeID: trade.tradeID, expectedQuantity: trade.quantity, decidedBy: person))
        outputs.append(Output(tradeId: trade.tradeID, symbol: trade.symbol, accepted: reply.accepted, message: reply.message))
      }
      return outputs
    }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(outputs)
    } else if outputs.isEmpty {
      terminal.line("no trade is open")
    } else {
      for output in outputs where output.accepted { terminal.line(output.message) }
    }
    let refused = outputs.filter { !$0.accepted }.map(\.message)
    if !refused.isEmpty { throw CommandFailure(.failed, "not closed: \(refused.joined(separator: "; "))") }
  }

  private static func trades(_ target: Target, _ bus: Bus) async throws -> [Trade] {
    switch target {
    case .all: return try await bus.ask(ListTrades(status: .open, limit: 200)).trades
    case .trade(let id):
      guard let story = try await bus.ask(GetTradeStory(tradeID: id)).story else {
        throw CommandFailure(.failed, "there is no trade \(id)")
      }
      return [story.trade]
    }
  }

  /// - Throws: ``CommandFailure`` unless a person at a terminal says yes.
  private static func confirm(_ trades: [Trade]) throws {
    guard isatty(STDIN_FILENO) == 1 else { throw CommandFailure(.usage, "nobody to ask at this input: add --yes") }
    let what = trades.map { "\($0.side.rawValue) \($0.quantity) \($0.symbol)" }.joined(separator: ", ")
    Terminal.standardError.line("Close \(what) at the market? [y/N]")
    guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else { throw CommandFailure(.failed, "nothing was closed") }
  }
}
