import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `autotrader status`.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Asks every service whether it is up, and shows whether trading runs and the last cycle.",
    discussion: """
      Examples:
        autotrader status
        autotrader status --json

      Exit codes: 0 every service answers, 1 some do not, 2 none does.
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
    let time = TimeSource.system
    let report = try await SystemClient.with(instance) { bus, location in
      await StatusReport.of(bus, location, within: .seconds(timeout), time: time)
    }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(report)
    } else {
      report.write(to: terminal, now: time.now)
    }
    let silent = report.services.filter { !$0.ok }.map(\.name.rawValue)
    if silent.count == report.services.count { throw CommandFailure(.notRunning, "no service answers") }
    if !silent.isEmpty { throw CommandFailure(.failed, "no answer from \(silent.joined(separator: ", "))") }
  }
}
