import ArgumentParser
import Instance

/// `autotrader resume`.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Lets entries pass again after a pause, a halt or a tripped breaker.",
    discussion: """
      A daily loss or drawdown that still holds keeps trading halted, unless --reset-breakers is given.

      Examples:
        autotrader resume
        autotrader resume --reset-breakers

      Exit codes: 0 trading runs, 1 a breaker still holds, 2 not running or not reachable.
      """)

  @Flag(help: "Measure daily loss and drawdown from the present equity on.")
  var resetBreakers = false
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func run() async throws { try await TradingRequest(action: .resume, resetBreakers: resetBreakers).send(instance, json: json) }
}
