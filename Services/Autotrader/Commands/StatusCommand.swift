import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `autotrader status`.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Asks every service how it is: processes, lag, breakers, the trading state and the last cycle.",
    discussion: """
      Examples:
        autotrader status
        autotrader status --json
        autotrader status --json --timeout 0.5 | jq .problems

      A service with replicas has a line for each: leader, standby or shared. The service's own line is the leader's.

      Not healthy: a service or replica that does not answer, that nobody leads, does not stay up, has events that it could not \
      handle, is more than 10 seconds behind another's events or ahead of them (a slice restored alone), has a worker that has \
      failed for more than 10 seconds, or has an exchange breaker that is not closed.

      Exit codes: 0 healthy, 1 not, 2 no service answers.
      """)

  @Flag(help: "One JSON object.")
  var json = false
  @Option(help: "Seconds to wait for each answer.")
  var timeout = 1.0
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard timeout > 0, timeout <= 60 else { throw ValidationError("--timeout must be above 0 and at most 60 seconds") }
  }

  func run() async throws {
    let report = try await SystemClient.with(instance) { bus, location in
      await StatusReader(bus: bus, location: location, limit: .seconds(timeout), time: .system).read()
    }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(report)
    } else {
      for line in report.lines(for: terminal) { terminal.line(line) }
    }
    guard report.services.contains(where: \.ok) else { throw CommandFailure(.notRunning, "no service answers") }
    if !report.healthy { throw CommandFailure(.failed, "not healthy: \(report.problems.joined(separator: "; "))") }
  }
}
