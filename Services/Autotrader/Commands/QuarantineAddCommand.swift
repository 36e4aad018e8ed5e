import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Model

/// `autotrader quarantine SYMBOL`.
struct QuarantineAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Closes a symbol to entries until somebody lifts that (the default: the word add may be left out).",
    discussion: """
      A trade that is confirmed and whose entry has not been sent yet ends as quarantined. It survives restarts.

      Example: autotrader quarantine ETHUSDT --reason "I trade it by hand"

      Exit codes: 0 the symbol is closed, also if it was before; 2 not running or not reachable.
      """)

  @Argument(help: "The symbol; or one of the words list and lift.")
  var symbol: Symbol
  @Option(help: "Why; shown wherever an entry is refused for it.")
  var reason = "asked for"
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Output: Encodable {
    let message: String
    let quarantines: [QuarantineOutput]
  }

  func validate() throws {
    guard (1...200).contains(reason.count) else { throw ValidationError("--reason must have 1 to 200 characters") }
  }

  func run() async throws {
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let request = QuarantineSymbol(symbol: symbol, message: reason, decidedBy: person)
    let reply = try await SystemClient.with(instance) { bus, _ in try await bus.ask(request) }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(Output(message: reply.message, quarantines: reply.quarantines.map(QuarantineOutput.init))) }
    terminal.line(reply.message)
  }
}
