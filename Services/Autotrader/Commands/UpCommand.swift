import ArgumentParser
import FoundationEssentials
import Glibc
import Instance
import Logging
import Model
import ServiceKit

/// `autotrader up`.
struct UpCommand: AsyncParsableCommand {
  enum Approval: String, ExpressibleByArgument, CaseIterable {
    case manual, auto
  }

  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Starts a private PostgreSQL, the paper exchange and all services, and watches over them until Ctrl-C.",
    discussion: """
      Trades on paper only; other modes run in containers (deploy/docs/containers.md). Each market and timeframe has an instance folder of its own, so what happened stays until --reset. \
      AUTOTRADER_* settings of the environment reach the services, except addresses and passwords, which belong to the instance; \
      with AUTOTRADER_TRADING_TIMEFRAMES=none cycles run by request only (autotrader cycle run). \
      When there are keys beside the instances (autotrader keys), only programs with one of them reach the bus.

      Examples:
        autotrader up
        autotrader up --timeframe 5s --market synthetic:7
        autotrader up --timeframe 5s,1m,1h
        autotrader up --market replay:data --timeframe 1m --approve manual
        autotrader up --once --keep until-closed
        autotrader up --replicas executor=2,analyzer=3

      Exit codes: 0 stopped as asked (with --once: a trade was made), 1 failed, 3 --once found no trade, 64 wrong command line, \
      78 a configuration that up or a service refuses, or another mode than paper.
      """)

  @Flag(help: "Fresh instance; run up to 10 cycles until one has made a trade, show it, stop.")
  var once = false
  @Option(
    help: """
      Stop by itself: until-closed (when the first trades have closed and both a target and a stop have been hit, or 60 candles later; with \
      --once when its trades have closed) or after a time such as 5m, with --once counted from the trade.
      """
  )
  var keep: String?
  @Option(help: "synthetic[:SEED], replay:DIR[@START] or live.")
  var market = "synthetic"
  @Option(help: "Length of a candle and of a cycle, or several, separated by commas: 5s,1m. Default: 1m.")
  var timeframe: String?
  @Option(help: "Symbols such as BTCUSDT, separated by commas. For a replay: those of the default ones that have a file.")
  var symbols: String?
  @Flag(help: "Delete the instance's data first.")
  var reset = false
  @Option(help: "Who approves proposals: auto, or manual (autotrader approve).")
  var approve: Approval?
  @Option(
    help: """
      Processes of a service, such as executor=2,analyzer=3 or all=2: standbys take over when a leader is lost. all is the pipeline; of several \
      dashboards (dashboard=2) each has a port of its own.
      """)
  var replicas: String?
  @Option(help: "First port; the next 40 are used as well, with replicas the next 100.")
  var basePort = 5550
  @Option(
    help: "Port of the web pages on 127.0.0.1; further dashboards have the next. Default: 8080, or with another --base-port 32 above that.")
  var dashboardPort: Int?
  @Option(help: "Folder of the instances.")
  var directory = RunningInstance.root

  func validate() throws {
    guard (1024...65_000).contains(basePort) else { throw ValidationError("--base-port must be from 1024 to 65000") }
    if let dashboardPort, !(1...65_535).contains(dashboardPort) { throw ValidationError("--dashboard-port must be from 1 to 65535") }
    if let keep {
      guard KeepTime(keep) != nil else { throw ValidationError("--keep \(keep): use until-closed, or a time such as 30s, 5m or 1h") }
    }
    let timeframes: [Timeframe]
    do { timeframes = try UpPlan.timeframes(timeframe, environment: [:]) } catch { throw ValidationError(error.description) }
    if once && timeframes.count > 1 { throw ValidationError("--once runs the cycles of one timeframe: name one") }
    if let replicas {
      do { _ = try ReplicaCounts(replicas) } catch { throw ValidationError("--replicas: \(error)") }
    }
    if once && approve == .manual { throw ValidationError("--once approves by itself: --approve manual does not go with it") }
  }

  func plan(environment: [String: String], currentDirectory: String) throws -> UpPlan {
    try Self.refuseOtherModes(environment)
    let market = try Market(market, currentDirectory: currentDirectory)
    // The option, else the caller's environment, else automatic: this is paper trading.
    let automatic = approve.map { $0 == .auto } ?? (environment[ConfigurationKey.automaticApproval.environmentName] != "false")
    let timeframes = try UpPlan.timeframes(timeframe, environment: environment)
    let root = Market.absolute(directory, from: currentDirectory)
    let keys = "\(root)/\(KeysCommand.folderName)"
    return UpPlan(
      market: market, timeframes: once ? Array(timeframes.prefix(1)) : timeframes,
      symbols: try UpPlan.symbols(symbols, environment: environment, market: market),
      timeframeSymbols: try Settings.load(environment: environment).timeframeSymbols(),
      basePort: basePort, chosenDashboardPort: dashboardPort, isOnce: once, keep: keep.flatMap { KeepTime($0) },
      approvesAutomatically: once || automatic,
      root: root, keys: FileManager.default.fileExists(atPath: keys) ? keys : nil,
      replicas: try replicas.map { try ReplicaCounts($0) } ?? ReplicaCounts())
  }

  /// Who asks for another mode must not believe that the paper trades are it.
  private static func refuseOtherModes(_ environment: [String: String]) throws(CommandFailure) {
    let name = ConfigurationKey.tradingMode.environmentName
    guard let mode = environment[name], mode != TradingMode.paper.rawValue else { return }
    throw CommandFailure(
      .configuration,
      "\(name) is \(mode), and autotrader up trades on paper only: take the setting away, or run the system in containers, which trade in "
        + "every mode (deploy/docs/containers.md)")
  }

  func run() async throws {
    let paired = TelegramPairing(root: directory).added(to: ProcessInfo.processInfo.environment)
    let environment = try ChildEnvironment.resolved(paired)
    let plan = try plan(environment: environment, currentDirectory: FileManager.default.currentDirectoryPath)
    // Writing to a terminal that is gone must not end the supervisor before its children.
    signal(SIGPIPE, SIG_IGN)
    // Nor may the children hold open what the caller had open.
    for descriptor in Int32(3)..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    try await UpRun(
      plan: plan, resets: reset || once, binaries: try Self.ownFolder(), caller: environment, terminal: .standardOutput, time: .system,
      logger: Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    ).run()
  }

  /// The folder of this program: the services lie beside it.
  static func ownFolder() throws -> String {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }
}
