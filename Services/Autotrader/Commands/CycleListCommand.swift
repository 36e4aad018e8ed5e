import ArgumentParser
import Instance
import Messages

/// `autotrader cycle list`.
struct CycleListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the latest cycles, newest first.", discussion: "Example: autotrader cycle list --limit 50")

  @Option(help: "At most this many, 1 to 200.")
  var limit = 20
  @Flag(help: "One JSON array.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (1...200).contains(limit) else { throw ValidationError("--limit must be from 1 to 200") }
  }

  func run() async throws {
    let cycles = try await SystemClient.with(instance) { bus, _ in try await bus.ask(ListCycles(limit: limit)).cycles }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(cycles.map(CycleOutput.init)) }
    var table = Table([
      .init("cycle"), .init("timeframe"), .init("candle closed"), .init("status"), .init("proposals", isNumber: true),
      .init("trades", isNumber: true), .init("reason"),
    ])
    for cycle in cycles {
      table.add([
        cycle.cycleID.description, cycle.timeframe.rawValue, String(cycle.candleClose.description.prefix(19)), cycle.status.rawValue,
        "\(cycle.proposals)", "\(cycle.tradesExecuted)", cycle.reason ?? "",
      ])
    }
    table.write(to: terminal)
  }
}
