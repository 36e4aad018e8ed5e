import ArgumentParser
import FoundationEssentials
import Logging
import Model

/// The command line of `paper-exchange`.
package struct PaperExchangeCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "paper-exchange",
    abstract: "A paper-trading exchange that speaks the Bybit V5 API.",
    discussion: """
      Plays an invented or a recorded market and trades on it with paper money. Clients of the real exchange work against it when \
      their base URL is changed. What was accepted is on disk before it is answered, and survives a restart.

      The key and the secret may come from AUTOTRADER_PAPER_APIKEY and AUTOTRADER_PAPER_APISECRET instead, or from the files that \
      these names with _FILE behind them name, which keeps them out of the process list.

      Example: paper-exchange --listen 127.0.0.1:8099 --control 127.0.0.1:8098 --market synthetic:7 --api-key demo --api-secret demo
      """)

  @Option(help: "Address and port of the V5 API.")
  var listen: String
  @Option(help: "Address and port of the control API; loopback only.")
  var control: String
  @Option(help: "synthetic[:SEED], synthetic:flat, replay:DIR[@START] with files SYMBOL-INTERVAL.csv[.gz], or live[:URL of a V5 server].")
  var market: String
  @Option(help: "The API key of the first account.")
  var apiKey: String?
  @Option(help: "The secret that requests are signed with.")
  var apiSecret: String?
  @Option(help: "USDT in the wallet at the first start.")
  var balance = "100000"
  @Option(help: "How long one candle of the market is played: 5s, 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h or 1d.")
  var timeframe = "1m"
  @Option(help: "Symbols of an invented market, separated by commas.")
  var symbols = "BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT,DOGEUSDT"
  @Option(help: "Folder of the state log.")
  var state = ".autotrader/paper-exchange"
  @Option(help: "File with further accounts, one a line: KEY SECRET [BALANCE].")
  var accounts: String?
  @Flag(help: "Allow any number of requests per second, for measurements.")
  var noRateLimit = false
  @Flag(help: "Allow addresses that other machines can reach. The control port is not authenticated.")
  var allowNonLoopback = false

  package init() {}

  package func run() async throws {
    var logger = Logger(label: "paper-exchange") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .info
    do {
      let configuration = try configuration(environment: ProcessInfo.processInfo.environment)
      try await PaperExchangeService.make(configuration, logger: logger).run()
    } catch let failure as StartFailure {
      switch failure.kind {
      case .usage: throw ValidationError(failure.description)
      case .environment: throw CleanFailure(description: failure.description)
      }
    }
  }

  /// The flag, else the file that the variable with `_FILE` behind it names, else the variable.
  private static func secret(_ flag: String?, _ name: String, _ environment: [String: String]) throws(StartFailure) -> String? {
    if let flag { return flag }
    guard let path = environment["\(name)_FILE"] else { return environment[name] }
    guard let data = FileManager.default.contents(atPath: path) else { throw .usage("\(name)_FILE names \(path), which cannot be read") }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Flags win over the environment.
  /// - Throws: ``StartFailure`` naming the first bad value.
  func configuration(environment: [String: String]) throws(StartFailure) -> PaperExchangeConfiguration {
    guard let key = try Self.secret(apiKey, "AUTOTRADER_PAPER_APIKEY", environment), !key.isEmpty else {
      throw .usage("the API key is missing: give --api-key or set AUTOTRADER_PAPER_APIKEY")
    }
    guard let secret = try Self.secret(apiSecret, "AUTOTRADER_PAPER_APISECRET", environment), !secret.isEmpty else {
      throw .usage("the API secret is missing: give --api-secret or set AUTOTRADER_PAPER_APISECRET")
    }
    guard let timeframe = Timeframe(rawValue: timeframe) else { throw .usage("bad timeframe '\(timeframe)'") }
    guard let balance = Money(balance), balance > .zero, balance.double <= 1e9 else {
      throw .usage("bad balance '\(balance)': expected USDT above 0 and up to 1000000000")
    }
    var list: [Symbol] = []
    for name in symbols.split(separator: ",") {
      guard let symbol = Symbol(String(name)) else { throw .usage("bad symbol '\(name)': expected 2 to 20 capital letters and digits") }
      if !list.contains(symbol) { list.append(symbol) }
    }
    guard !list.isEmpty else { throw .usage("bad symbols: the list is empty") }
    let further = try accounts.map { path throws(StartFailure) in try AccountConfiguration.load(path: path) } ?? []
    guard !further.contains(where: { $0.key == key }) else {
      throw .usage("bad accounts file: the key of the first account is listed again")
    }
    return PaperExchangeConfiguration(
      listen: try address(listen, "--listen"), control: try address(control, "--control"), market: try MarketSpecification(market),
      timeframe: timeframe, symbols: list, balance: balance, apiKey: key, apiSecret: secret, state: state,
      accounts: further, isLimited: !noRateLimit)
  }

  private func address(_ text: String, _ flag: String) throws(StartFailure) -> ListenAddress {
    guard let address = ListenAddress(text) else { throw .usage("bad \(flag) '\(text)': expected HOST:PORT") }
    guard address.isLoopback || allowNonLoopback else {
      throw .usage("\(flag) \(text) can be reached from other machines; give --allow-non-loopback if that is meant")
    }
    return address
  }
}

/// An error that is printed as one sentence; exit code 1.
private struct CleanFailure: Error, CustomStringConvertible {
  let description: String
}
