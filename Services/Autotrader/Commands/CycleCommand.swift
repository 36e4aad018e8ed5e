import ArgumentParser

/// `autotrader cycle`.
struct CycleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cycle", abstract: "Runs and shows trading cycles.",
    subcommands: [CycleRunCommand.self, CycleListCommand.self, CycleShowCommand.self])
}
