import ArgumentParser
import Database
import FoundationEssentials
import Glibc
import Instance
import Logging
import Model
import ServiceKit

/// `autotrader bench pipeline`.
struct BenchPipelineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract:
      "Runs a paper system of its own for some cycles and measures each step from the close of the candle to the protected position.",
    discussion: """
      Rules analyst, immediate approval, invented market, PostgreSQL with fsync, everything in a folder that is removed afterwards. The times \
      are those at which a listener on the bus hears of each step. The machine should do nothing else.

      Examples:
        autotrader bench pipeline
        autotrader bench pipeline --cycles 5 --symbols 200 --timeframe 1m --json

      Exit codes: 0 measured, 1 failed, 3 no cycle led to an order.
      """)

  @Option(help: "Cycles, 1 to 1000.")
  var cycles = 20
  @Option(help: "Symbols of each cycle, 1 to 500.")
  var symbols = 5
  @Option(help: "Length of a candle and of a cycle.")
  var timeframe = Timeframe.fiveSeconds
  @Option(help: "synthetic[:SEED] or replay:DIR[@START].")
  var market = "synthetic:7"
  @Option(help: "First port; the next 40 are used as well.")
  var basePort = 28_500
  @Flag(help: "One JSON object.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(cycles) else { throw ValidationError("--cycles must be from 1 to 1000") }
    guard (1...500).contains(symbols) else { throw ValidationError("--symbols must be from 1 to 500") }
    guard (1024...65_000).contains(basePort) else { throw ValidationError("--base-port must be from 1024 to 65000") }
  }

  /// Every slot there is, tiny risks and no waiting: entries are what is measured.
  static let settings = [
    ConfigurationKey.maximumSlots.environmentName: "100", ConfigurationKey.riskFraction.environmentName: "0.0001",
    ConfigurationKey.automaticApprovalDelay.environmentName: "0", ConfigurationKey.maximumPriceDrift.environmentName: "10",
  ]

  func plan(root: String) throws -> UpPlan {
    let names = UpPlan.defaultSymbols + (0..<500).map { "COIN\($0)USDT" }
    return UpPlan(
      market: try Market(market, currentDirectory: FileManager.default.currentDirectoryPath), timeframes: [timeframe],
      symbols: names.prefix(symbols).compactMap { Symbol($0) }, basePort: basePort,
      isOnce: false, keep: nil, approvesAutomatically: true, root: root, keys: nil)
  }

  func run() async throws {
    let root = "/tmp/autotrader-bench-\(getpid())"
    let caller = ChildEnvironment.base(ProcessInfo.processInfo.environment).merging(Self.settings) { $1 }
    let logger = Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    let plan = try plan(root: root)
    signal(SIGPIPE, SIG_IGN)
    let silent = Terminal(hasColours: false) { _ in }
    let errors = Terminal.standardError
    let (cycles, json) = (cycles, json)
    let bench = UpRun(
      plan: plan, resets: true, binaries: try UpCommand.ownFolder(), caller: caller, terminal: silent, time: .system, logger: logger
    ) { bus, folder in
      let instance = try RunningInstance(directory: folder.path)
      let database = Database(
        DatabaseConfiguration(
          address: instance.database, user: "postgres", password: try Secrets(folder: folder).value(SecretName.administrator),
          applicationName: "bench"))
      let report = try await PipelineBench(
        bus: bus, database: database, cycles: cycles, symbols: plan.symbols.count, timeframe: plan.timeframe, time: .system
      ) { errors.line("cycle \($0) of \(cycles)") }
      .run()
      await database.close()
      let terminal = Terminal.standardOutput
      if json { return try terminal.json(report) }
      for line in report.lines(for: terminal) { terminal.line(line) }
    }
    errors.line("starting a system in \(root)")
    do {
      try await bench.run()
    } catch {
      try await InstanceCleaning.removeAll(in: root)
      throw error
    }
    try await InstanceCleaning.removeAll(in: root)
  }
}
