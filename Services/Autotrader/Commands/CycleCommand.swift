import ArgumentParser

/// `autotrader cycle`.
struct CycleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cycle", abstract: "Runs and shows trading cycles.",
    discussion: """
      Examples:
        autotrader cycle run --timeframe 1m
        autotrader cycle list --limit 5
        autotrader cycle show latest
      """,
    subcommands: [CycleRunCommand.self, CycleListCommand.self, CycleShowCommand.self])
}
