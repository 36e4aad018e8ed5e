import ArgumentParser
import FoundationEssentials
import Instance
import ServiceKit

/// `autotrader config check`.
struct ConfigCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a configuration file together with this environment, as every service does at its start.",
    discussion: """
      Examples:
        autotrader config check autotrader.yaml
        autotrader config check autotrader.yaml --json

      Exit codes: 0 good, 78 not; every mistake is named.
      """)

  @Argument(help: "The file; otherwise the one that AUTOTRADER_CONFIG names.")
  var file: String?
  @Flag(help: "One JSON object.")
  var json = false

  private struct Output: Encodable {
    let good: Bool
    let file: String?
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let path = file ?? environment["AUTOTRADER_CONFIG"]
    let settings = try Settings.load(environment: environment, file: path)
    _ = try settings.busAddresses(as: "autotrader")
    if json { return try Terminal.standardOutput.json(Output(good: true, file: path)) }
    Terminal.standardOutput.line("the configuration is good")
  }
}
