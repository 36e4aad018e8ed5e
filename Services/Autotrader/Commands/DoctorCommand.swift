import ArgumentParser
import FoundationEssentials
import Instance
import Logging
import Model

/// `autotrader doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Looks at everything that trading needs, and says what to do about what is wrong.",
    discussion: """
      Clock, database and its rights, bus and keys, the exchange key's permissions, position mode, leverage, access to the models, disk, \
      versions and schemas, references between the services' tables, and whether enough paper trades have closed. It changes nothing.

      The executor asks the two questions that matter most by itself: mode live does not start without enough paper trades, and no entry \
      is sent with a key that may withdraw money.

      Examples:
        autotrader doctor
        autotrader doctor --for live
        autotrader doctor --json | jq '.findings[] | select(.verdict != "good")'

      Exit codes: 0 nothing failed (there may be warnings), 1 something did, 78 bad configuration.
      """)

  @Option(name: .customLong("for"), help: ArgumentHelp("Judge as for this mode: paper, testnet, demo or live.", valueName: "mode"))
  var mode: TradingMode?
  @Flag(help: "One JSON object.")
  var json = false
  @Option(help: "Seconds to wait for each service's answer.")
  var timeout = 2.0
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard timeout > 0, timeout <= 60 else { throw ValidationError("--timeout must be above 0 and at most 60 seconds") }
  }

  func run() async throws {
    let quiet = Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    let report = try await SystemClient.with(instance) { bus, location in
      let settings = try DoctorSettings.load(location.instance, mode: mode, environment: ProcessInfo.processInfo.environment)
      let facts = try await DoctorReader(
        settings: settings, bus: bus, location: location, limit: .seconds(timeout), logger: quiet
      ).read()
      return DoctorReport(mode: facts.limits.mode, findings: DoctorRules.findings(facts))
    }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(report)
    } else {
      for line in report.lines(for: terminal) { terminal.line(line) }
    }
    guard report.healthy else {
      throw CommandFailure(.failed, "not ready for mode \(report.mode.rawValue): \(report.failures.map(\.check).joined(separator: ", "))")
    }
  }
}

extension TradingMode: ExpressibleByArgument {}
