import ArgumentParser

/// `autotrader config`.
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Shows, explains and checks the process configuration.",
    subcommands: [ConfigShowCommand.self, ConfigExampleCommand.self, ConfigCheckCommand.self])
}
