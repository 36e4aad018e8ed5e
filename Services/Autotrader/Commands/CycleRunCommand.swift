import ArgumentParser
import Instance
import Model

/// `autotrader cycle run`.
struct CycleRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a cycle now on the last closed candle and waits for its end.",
    discussion: """
      Examples:
        autotrader cycle run --timeframe 1m
        autotrader cycle run --timeframe 1m --symbols BTCUSDT --json

      --json prints {"cycleId","status","steps","tradesExecuted", …}.
      """)

  @Option(help: "Length of the candles and of the cycle.")
  var timeframe: Timeframe
  @Option(help: "Symbols, separated by commas; otherwise the configured ones.")
  var symbols: String?
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws { _ = try symbolList() }

  func symbolList() throws -> [Symbol]? {
    try symbols.map { text in
      try text.split(separator: ",").map { part in
        guard let symbol = Symbol(String(part)) else { throw ValidationError("'\(part)' is not a symbol such as BTCUSDT") }
        return symbol
      }
    }
  }

  func run() async throws {
    let symbols = try symbolList()
    let report = try await SystemClient.with(instance) { bus, _ in
      try await CycleRunner(bus: bus, time: .system).run(timeframe, symbols: symbols)
    }
    try CycleShowCommand.write(report, json: json)
  }
}
