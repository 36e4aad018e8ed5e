import FoundationEssentials
import Instance
import Messaging
import Model
import ServiceKit

/// What `autotrader up` was asked to do, with everything decided that can be decided without starting anything.
struct UpPlan: Sendable, Equatable {
  let market: Market
  /// Ascending; one at least.
  let timeframes: [Timeframe]
  let symbols: [Symbol]
  /// Symbols of timeframes that have a list of their own.
  var timeframeSymbols: [Timeframe: [Symbol]] = [:]
  let basePort: Int
  /// nil: the usual one.
  var chosenDashboardPort: Int?
  let isOnce: Bool
  let keep: KeepTime?
  let approvesAutomatically: Bool
  /// The folder that holds the instance folders.
  let root: String
  /// The folder of CURVE keys (`autotrader keys`) beside the instances; nil when there is none, and the bus is plain.
  let keys: String?
  var replicas = ReplicaCounts()

  static let defaultSymbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]

  /// The finest: the market is played in its candles, the others are made of them.
  var timeframe: Timeframe { timeframes[0] }
  /// As in `5s+1m`, for folders and people.
  var timeframeNames: String { timeframes.map(\.rawValue).joined(separator: "+") }

  /// Everything that any timeframe trades.
  var allSymbols: [Symbol] {
    timeframes.reduce(into: symbols) { all, timeframe in
      for symbol in timeframeSymbols[timeframe] ?? [] where !all.contains(symbol) { all.append(symbol) }
    }
  }

  /// - Throws: `BusError` `keys`.
  func addresses() throws -> BusAddresses {
    plainAddresses.secured(by: try keys.map { try KeyFolder($0).keys(for: "autotrader") })
  }
  private var plainAddresses: BusAddresses { .local(basePort: basePort, replicas: replicas.counts) }
  var exchangePort: Int { basePort + 30 }
  var controlPort: Int { basePort + 31 }
  /// 8080 for the usual instance; a second one beside it has other ports altogether.
  var dashboardPort: Int { chosenDashboardPort ?? (basePort == Self.usualBasePort ? 8080 : basePort + 32) }
  /// Of each dashboard: further ones have the next ports.
  var dashboardPorts: [Int] { (0..<replicas[.dashboard]).map { dashboardPort + $0 } }

  static let usualBasePort = 5550

  /// Every port that is bound: the forwarder's two, the services' request ports, the exchange's two.
  var ports: [Int] {
    let requests = ServiceName.allCases.flatMap { service in
      (1...replicas[service]).map { BusAddresses.port(of: service, replica: $0, basePort: basePort) }
    }
    return [basePort, basePort + 1] + requests + [exchangePort, controlPort] + dashboardPorts
  }

  /// What to do about a port that another program has.
  func objection(toTaken port: Int) -> String {
    let usual = "port \(port) is in use by another program: choose"
    guard dashboardPorts.contains(port) else { return "\(usual) other ports with --base-port (now \(basePort))" }
    return "\(usual) another one for the web pages with --dashboard-port (now \(dashboardPort))"
  }

  /// The processes of the pipeline's services, each with the address it binds.
  var replicaProcesses: [ReplicaProcess] {
    ProcessPlan.services.flatMap { service in
      zip(1..., plainAddresses.services[service] ?? []).map { ReplicaProcess(service: service, replica: $0, address: $1) }
    }
  }

  /// The option wins over the environment, that over the default; `none` is no list.
  /// - Throws: ``CommandFailure`` for what is no timeframe, and for two that are not made of the same candles.
  static func timeframes(_ option: String?, environment: [String: String]) throws(CommandFailure) -> [Timeframe] {
    let configured = environment[ConfigurationKey.timeframes.environmentName]
    var timeframes: Set<Timeframe> = []
    for part in (option ?? (configured == "none" ? nil : configured) ?? Timeframe.oneMinute.rawValue).split(separator: ",") {
      guard let timeframe = Timeframe(rawValue: part.trimmingCharacters(in: .whitespaces)) else {
        throw CommandFailure(.usage, "'\(part)' is not a timeframe: \(Timeframe.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      timeframes.insert(timeframe)
    }
    let sorted = timeframes.sorted { $0.seconds < $1.seconds }
    guard let finest = sorted.first else { throw CommandFailure(.usage, "the list of timeframes is empty") }
    if let odd = sorted.first(where: { !$0.seconds.isMultiple(of: finest.seconds) }) {
      throw CommandFailure(
        .usage, "candles of \(odd.rawValue) cannot be made of those of \(finest.rawValue), in which the market is played")
    }
    return sorted
  }

  /// The option wins over the environment, that over the default. For a replay, the default is those of the five that have a file.
  /// - Throws: ``CommandFailure`` naming what is no symbol, or that none has a file.
  static func symbols(_ option: String?, environment: [String: String], market: Market) throws(CommandFailure) -> [Symbol] {
    if let text = option ?? environment[ConfigurationKey.symbols.environmentName] {
      var symbols: [Symbol] = []
      for part in text.split(separator: ",") {
        guard let symbol = Symbol(part.trimmingCharacters(in: .whitespaces)) else {
          throw CommandFailure(.usage, "'\(part)' is not a symbol such as BTCUSDT")
        }
        if !symbols.contains(symbol) { symbols.append(symbol) }
      }
      guard !symbols.isEmpty else { throw CommandFailure(.usage, "the list of symbols is empty") }
      return symbols
    }
    let five = defaultSymbols.compactMap { Symbol($0) }
    guard let folder = market.folder else { return five }
    let files: [String]
    do {
      files = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw CommandFailure(.usage, "the replay's folder \(folder) cannot be read")
    }
    let present = five.filter { symbol in
      files.contains { $0.hasPrefix("\(symbol)-") && ($0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz")) }
    }
    guard !present.isEmpty else {
      throw CommandFailure(
        .usage,
        "\(folder) has no file SYMBOL-INTERVAL.csv[.gz] of \(defaultSymbols.joined(separator: ", ")): name its symbols with --symbols")
    }
    return present
  }
}
