import Bybit
import HTTPClient
import Logging
import Model

/// The public data of another V5 server.
struct LiveSource: Sendable {
  let upstream: String
  private let client: BybitClient

  /// - Throws: ``StartFailure`` if the address cannot be used.
  init(upstream: String, logger: Logger) throws(StartFailure) {
    self.upstream = upstream
    do {
      let http = try HTTPClient(logger: logger)
      client = try BybitClient(BybitConfiguration(baseURL: upstream), http: http, logger: logger)
    } catch {
      throw .usage("bad market 'live:\(upstream)': \(error)")
    }
  }

  /// Contracts and candles up to `anchor`.
  /// - Throws: ``StartFailure`` naming the upstream, or the symbol that it does not trade.
  func load(_ symbols: [Symbol], _ timeframe: Timeframe, before anchor: Timestamp) async throws(StartFailure) -> [LiveSymbol] {
    var loaded: [LiveSymbol] = []
    for symbol in symbols {
      let instruments: [Instrument]
      let candles: [Candle]
      do {
        instruments = try await client.instruments(symbol)
        candles = try await client.klines(symbol, timeframe, end: Timestamp(milliseconds: anchor.milliseconds - 1), limit: 1000)
      } catch {
        throw .environment("cannot load \(symbol) from \(upstream): \(error)")
      }
      guard let instrument = instruments.first(where: { $0.symbol == symbol }) else {
        throw .usage("bad symbols: \(symbol) is not traded at \(upstream)")
      }
      guard let last = candles.last, let price = Price(nearest: last.close) else {
        throw .environment("\(upstream) has no candles of \(symbol) before \(anchor)")
      }
      let contract = Contract(instrument, near: price)
      loaded.append(LiveSymbol(contract: contract, history: candles.compactMap { contract.tickCandle($0) }))
    }
    return loaded
  }

  /// The last prices of the symbols that the upstream knows.
  func prices(_ symbols: [Symbol]) async throws -> [(symbol: Symbol, price: Price)] {
    let wanted = Set(symbols)
    return try await client.tickers().filter { wanted.contains($0.symbol) }.map { ($0.symbol, $0.lastPrice) }
      .sorted { $0.symbol < $1.symbol }
  }
}
