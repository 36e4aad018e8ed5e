import ArgumentParser

/// `autotrader bench`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures parts of the system on this machine.", subcommands: [BenchPipelineCommand.self])
}
