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

  struct Output: Encodable, Equatable {
    let good: Bool
    let file: String?
    /// One sentence for each mistake.
    let problems: [String]

    init(file: String?, environment: [String: String]) throws {
      self.file = file
      do {
        _ = try Settings.load(environment: environment, file: file).busAddresses(as: "autotrader")
        problems = []
      } catch let error as ConfigurationError {
        problems = error.problems
      }
      good = problems.isEmpty
    }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let output = try Output(file: file ?? environment["AUTOTRADER_CONFIG"], environment: environment)
    if json {
      try Terminal.standardOutput.json(output)
    } else if output.good {
      Terminal.standardOutput.line("the configuration is good")
    }
    guard output.good else { throw ConfigurationError(output.problems) }
  }
}
