import ArgumentParser
import Instance
import Messages

extension TradeStatus: ExpressibleByArgument {}

/// `autotrader trades`.
struct TradesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trades", abstract: "Lists trades, newest first.", discussion: "Example: autotrader trades --status open --json")

  @Option(help: "Only trades in this state.")
  var status: TradeStatus?
  @Option(help: "At most this many, 1 to 200.")
  var limit = 50
  @Flag(help: "One JSON array.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (1...200).contains(limit) else { throw ValidationError("--limit must be from 1 to 200") }
  }

  func run() async throws {
    let trades = try await SystemClient.with(instance) { bus, _ in try await bus.ask(ListTrades(status: status, limit: limit)).trades }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(trades.map(TradeOutput.init)) }
    TradeTable.make(trades).write(to: terminal)
  }
}
