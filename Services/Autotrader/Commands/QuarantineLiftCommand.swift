import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Model

/// `autotrader quarantine lift`.
struct QuarantineLiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lift",
    abstract: "Opens a symbol to entries again.",
    discussion: """
      While a position that is not ours is there, each entry is still refused.

      Example: autotrader quarantine lift ETHUSDT

      Exit codes: 0 lifted, 1 the symbol was under no quarantine, 2 not running or not reachable.
      """)

  @Argument(help: "The symbol, such as BTCUSDT.")
  var symbol: Symbol
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let reply = try await SystemClient.with(instance) { bus, _ in try await bus.ask(LiftQuarantine(symbol: symbol, decidedBy: person)) }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(reply)
    } else if reply.accepted {
      terminal.line(reply.message)
    }
    guard reply.accepted else { throw CommandFailure(.failed, reply.message) }
  }
}
