import ArgumentParser
import Instance

/// `autotrader pause`.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Stops new proposals and entries until a resume.",
    discussion: """
      What is authorized already goes on, what waits for approval keeps waiting, exits are never touched.

      Examples:
        autotrader pause
        autotrader pause --json

      Exit codes: 0 paused, 1 trading is halted, 2 not running or not reachable.
      """)

  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func run() async throws { try await TradingRequest(action: .pause).send(instance, json: json) }
}
