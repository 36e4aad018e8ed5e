import ArgumentParser

/// `autotrader bench`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures parts of the system on this machine. Use a release build on an idle machine.",
    discussion: """
      Examples:
        autotrader bench bus
        autotrader bench pipeline --json
        autotrader bench chart --charts 500
      """,
    subcommands: [
      BenchBusCommand.self, BenchChartCommand.self, BenchDashboardCommand.self, BenchExchangeCommand.self, BenchPipelineCommand.self,
    ])
}
