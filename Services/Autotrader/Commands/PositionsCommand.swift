import ArgumentParser
import Instance
import Messages

/// `autotrader positions`.
struct PositionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "positions", abstract: "Lists the open positions as last seen on the exchange.",
    discussion: "Example: autotrader positions --json")

  @Flag(help: "One JSON array.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let positions = try await SystemClient.with(instance) { bus, _ in try await bus.ask(ListPositions()).positions }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(positions.map(PositionOutput.init)) }
    PositionTable.make(positions).write(to: terminal)
  }
}
