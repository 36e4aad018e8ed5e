import ArgumentParser
import Instance

/// `autotrader halt`.
struct HaltCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "halt",
    abstract: "Stops new entries at once and withdraws every proposal that waits.",
    discussion: """
      Confirmed trades whose entry has not been sent yet end as halted. Open positions keep their stops and targets.

      Examples:
        autotrader halt
        autotrader halt --flatten --json

      Exit codes: 0 halted, 2 not running or not reachable.
      """)

  @Flag(help: "Also close every trade of ours: what is open at once, what is still being entered as soon as it is open.")
  var flatten = false
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func run() async throws { try await TradingRequest(action: .halt, flatten: flatten).send(instance, json: json) }
}
