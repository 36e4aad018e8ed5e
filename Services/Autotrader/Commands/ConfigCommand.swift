import ArgumentParser

/// `autotrader config`.
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Shows, explains and checks the process configuration.",
    discussion: """
      Examples:
        autotrader config example > autotrader.yaml
        autotrader config check autotrader.yaml
        AUTOTRADER_CONFIG=autotrader.yaml autotrader config show
      """,
    subcommands: [ConfigShowCommand.self, ConfigExampleCommand.self, ConfigCheckCommand.self])
}
