import ArgumentParser
import FoundationEssentials
import Instance
import ServiceKit

/// `autotrader config show`.
struct ConfigShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints each value as this environment gives it, and where it comes from. Secrets are not shown.",
    discussion: """
      Examples:
        autotrader config show
        AUTOTRADER_CONFIG=autotrader.yaml autotrader config show --json
      """)

  @Flag(help: "One JSON array.")
  var json = false

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let settings = try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
    let entries = ConfigurationKey.catalogue.map { ConfigurationEntry($0, settings) }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(entries) }
    var table = Table([.init("key"), .init("value"), .init("source"), .init("variable")])
    for entry in entries { table.add([entry.key, entry.value ?? "–", entry.source ?? "–", entry.variable]) }
    table.write(to: terminal)
  }
}
