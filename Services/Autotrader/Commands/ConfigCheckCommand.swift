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
      Example: autotrader config check autotrader.yaml

      Exit codes: 0 good, 78 not; every mistake is named.
      """)

  @Argument(help: "The file; otherwise the one that AUTOTRADER_CONFIG names.")
  var file: String?

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let settings = try Settings.load(environment: environment, file: file ?? environment["AUTOTRADER_CONFIG"])
    _ = try settings.busAddresses(as: "autotrader")
    Terminal.standardOutput.line("the configuration is good")
  }
}
