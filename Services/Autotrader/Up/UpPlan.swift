import FoundationEssentials
import Instance
import Messaging
import Model
import ServiceKit

/// What `autotrader up` was asked to do, with everything decided that can be decided without starting anything.
struct UpPlan: Sendable, Equatable {
  let market: Market
  let timeframe: Timeframe
  let symbols: [Symbol]
  let basePort: Int
  let isOnce: Bool
  let keep: KeepTime?
  let approvesAutomatically: Bool
  /// The folder that holds the instance folders.
  let root: String

  static let defaultSymbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]

  var addresses: BusAddresses { .local(basePort: basePort) }
  var exchangePort: Int { basePort + 30 }
  var controlPort: Int { basePort + 31 }

  /// Every port that is bound: the forwarder's two, the services' request ports, the exchange's two.
  var ports: [Int] {
    [basePort, basePort + 1] + ServiceName.allCases.indices.map { basePort + 10 + $0 } + [exchangePort, controlPort]
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
