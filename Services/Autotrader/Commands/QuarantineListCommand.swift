import ArgumentParser
import Instance
import Messages

/// `autotrader quarantine list`.
struct QuarantineListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the symbols that get no entry, and why.", discussion: "Example: autotrader quarantine list --json"
  )

  @Flag(help: "One JSON array.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let quarantines = try await SystemClient.with(instance) { bus, _ in try await bus.ask(ListQuarantines()).quarantines }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(quarantines.map(QuarantineOutput.init)) }
    if quarantines.isEmpty { return terminal.line("no symbol is under quarantine") }
    var table = Table([.init("symbol"), .init("since"), .init("cause"), .init("decided by"), .init("why")])
    for quarantine in quarantines {
      table.add([
        quarantine.symbol.description, String(quarantine.since.description.prefix(19)), quarantine.cause.rawValue, quarantine.decidedBy,
        quarantine.message,
      ])
    }
    table.write(to: terminal)
  }
}
