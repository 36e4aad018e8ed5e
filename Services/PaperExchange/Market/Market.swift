import Model

/// Every symbol's contract and price tape.
struct Market: Sendable {
  let timeframe: Timeframe
  /// Ascending by name.
  let symbols: [Symbol]
  /// Of the recorded candles and where they start; nil for invented markets.
  let fingerprint: String?
  private let contracts: [Symbol: Contract]
  private var tapes: [Symbol: PriceTape]

  /// - Parameters:
  ///   - anchor: the moment at which candle 0 begins, a boundary of the timeframe.
  ///   - live: what has been loaded from the upstream of a live market.
  /// - Throws: ``StartFailure`` if recorded candles are missing or unreadable.
  init(
    _ specification: MarketSpecification, symbols: [Symbol], timeframe: Timeframe, anchor: Timestamp, live: [LiveSymbol] = []
  ) throws {
    self.timeframe = timeframe
    var sources: [Symbol: (contract: Contract, source: any CandleSource)] = [:]
    var fingerprint: String?
    switch specification {
    case .synthetic(let seed):
      for symbol in symbols {
        let price = Contract.startPrice(symbol)
        let contract = Contract.terms(of: symbol, near: price)
        sources[symbol] = (contract, SyntheticCandles(symbol: symbol, seed: seed, contract: contract, startPrice: price))
      }
    case .flat:
      for symbol in symbols {
        let price = Contract.startPrice(symbol)
        let contract = Contract.terms(of: symbol, near: price)
        sources[symbol] = (contract, FlatCandles(ticks: contract.ticks(price)))
      }
    case .replay(let folder, let start):
      var hasher = Fingerprint()
      for file in try CandleFile.load(folder: folder, start: start) {
        hasher.add(file)
        sources[file.contract.symbol] = (file.contract, ReplayCandles(candles: file.candles, start: file.startIndex))
      }
      fingerprint = hasher.description
    case .live:
      for symbol in live { sources[symbol.contract.symbol] = (symbol.contract, LiveCandles(history: symbol.history)) }
      // Prices are in the state log; only other trading rules would make another state of it.
      let rules = live.map { "\($0.contract.symbol) \($0.contract.instrument.tickSize) \($0.contract.instrument.quantityStep)" }
      fingerprint = String(SplitMix.hash(rules.sorted().joined(separator: ",")), radix: 16)
    }
    self.fingerprint = fingerprint
    self.symbols = sources.keys.sorted()
    contracts = sources.mapValues(\.contract)
    tapes = sources.mapValues { PriceTape(anchor: anchor.milliseconds, length: timeframe.seconds * 1000, source: $0.source) }
  }

  func contract(_ symbol: Symbol) -> Contract? { contracts[symbol] }
  /// Counted from 1 in the order of `symbols`.
  func number(_ symbol: Symbol) -> Int { (symbols.firstIndex(of: symbol) ?? -1) + 1 }

  /// The same market with candle 0 beginning at another moment, before anything has been played.
  func anchored(at anchor: Int64) -> Market {
    var market = self
    market.tapes = tapes.mapValues { PriceTape(anchor: anchor, length: $0.length, source: $0.source) }
    return market
  }

  /// Runs `body` on a symbol's tape in place. - Precondition: the symbol is listed.
  mutating func withTape<Result>(_ symbol: Symbol, _ body: (inout PriceTape) -> Result) -> Result {
    guard var tape = tapes[symbol] else { preconditionFailure("no such symbol: \(symbol)") }
    tapes[symbol] = nil
    defer { tapes[symbol] = tape }
    return body(&tape)
  }

  /// The last price at a moment. - Precondition: `contract.symbol` is listed.
  mutating func price(_ contract: Contract, at time: Int64) -> Price {
    contract.price(ticks: withTape(contract.symbol) { $0.ticks(at: time) })
  }

  /// Symbols whose recorded candles have been played to the end.
  func finished(at time: Int64) -> [Symbol] {
    symbols.filter { symbol in
      guard let tape = tapes[symbol], let end = tape.source.endIndex else { return false }
      return tape.index(at: time) >= end
    }
  }
}
