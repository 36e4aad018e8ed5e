import ArgumentParser
import Instance

/// `autotrader config example`.
struct ConfigExampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "example",
    abstract: "Prints a configuration file with every key, its meaning and its default.",
    discussion: "Example: autotrader config example > autotrader.yaml")

  func run() async throws {
    for line in ConfigurationExample.lines { Terminal.standardOutput.line(line) }
  }
}
