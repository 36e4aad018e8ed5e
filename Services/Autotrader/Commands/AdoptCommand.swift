import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Model

extension Price: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// `autotrader adopt`.
struct AdoptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Makes a trade of a position that you opened by hand: its stop is looked after, its end is booked.",
    discussion: """
      Without a stop and a target there is no adoption. A stop or target that is not named is the one that the position has on the exchange; a named one \
      is set there and read back first. The fills that made the position become the trade's, and it takes a slot until it is closed.

      Examples:
        autotrader adopt ETHUSDT
        autotrader adopt ETHUSDT --stop 2900 --target 3300
        autotrader adopt ETHUSDT --stop 2900 --json

      Exit codes: 0 adopted, 1 not and why, 2 not running or not reachable.
      """)

  @Argument(help: "The position's symbol, such as BTCUSDT.")
  var symbol: Symbol
  @Option(help: "Stop loss; without it the position's own.")
  var stop: Price?
  @Option(help: "Take profit; without it the position's own.")
  var target: Price?
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Output: Encodable {
    let accepted: Bool
    let message: String
    let trade: TradeOutput?
  }

  func run() async throws {
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let request = AdoptPosition(symbol: symbol, stopLoss: stop, takeProfit: target, decidedBy: person)
    // Longer than what the executor allows itself at the exchange.
    let reply = try await SystemClient.with(instance) { bus, _ in try await bus.ask(request, within: .seconds(12)) }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(Output(accepted: reply.accepted, message: reply.message, trade: reply.trade.map(TradeOutput.init)))
    } else if reply.accepted {
      terminal.line(reply.message)
      if let trade = reply.trade { TradeTable.make([trade]).write(to: terminal) }
    }
    guard reply.accepted else { throw CommandFailure(.failed, "not adopted: \(reply.message)") }
  }
}
