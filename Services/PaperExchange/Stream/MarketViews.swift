import Model

/// What subscribers of the public topics were last told, so that they can be told the difference.
struct MarketViews: Sendable {
  private var tickers: [Symbol: [ReplyJSON.Field]] = [:]
  private var books: [StreamTopic: (depth: BookDepth, update: Int64, sent: Int64)] = [:]
  /// The start of the candle that was open at the last tick.
  private var candles: [StreamTopic: (start: Int64, sent: Int64)] = [:]
  private var lastPrices: [Symbol: Price] = [:]
  /// The last price of which subscribers of trades know.
  private var traded: [Symbol: Price] = [:]
  private var trades: [Symbol: [PublicTrade]] = [:]
  private var sequence: Int64 = 8_000_000_000

  /// A client's trade, to be sent with the next tick. At most a thousand a symbol wait.
  mutating func add(_ trade: PublicTrade) {
    if trades[trade.symbol, default: []].count < 1000 { trades[trade.symbol, default: []].append(trade) }
  }

  /// What a new subscriber gets at once; nil if the topic has no present state.
  mutating func first(_ topic: StreamTopic, _ api: inout API) -> MarketMessage? {
    let now = api.engine.now
    switch topic {
    case .ticker(let symbol):
      guard let contract = api.engine.market.contract(symbol) else { return nil }
      // What the others were told last: the next difference is counted from there.
      let fields = tickers[symbol] ?? Self.fields(&api, contract, last: nil)
      tickers[symbol] = fields
      return MarketMessage(type: "snapshot", time: now, data: .object(fields), extra: [next()])
    case .book(let depth, let symbol):
      guard let contract = api.engine.market.contract(symbol) else { return nil }
      let known = books[topic] ?? (api.engine.depth(contract, levels: depth), 1, now)
      books[topic] = known
      return Self.snapshot(known.depth, contract, update: known.update, next().value, at: now)
    case .candle(let interval, let name, let symbol):
      guard let contract = api.engine.market.contract(symbol) else { return nil }
      // What the others wait for stays as it is: the end of a candle must not be passed over.
      let known = candles[topic]
      defer { if let known { candles[topic] = known } }
      return candle(topic, contract, interval, name, &api)
    case .trades(let symbol):
      // From here on a move of the price is a trade.
      if let contract = api.engine.market.contract(symbol), traded[symbol] == nil { traded[symbol] = api.engine.lastPrice(contract) }
      return nil
    case .privateRows: return nil
    }
  }

  /// Everything that has changed on the topics that somebody listens to.
  mutating func tick(_ topics: Set<StreamTopic>, _ api: inout API) -> [(StreamTopic, MarketMessage)] {
    var messages: [(StreamTopic, MarketMessage)] = []
    for topic in topics {
      switch topic {
      case .ticker(let symbol):
        if let message = ticker(symbol, &api) { messages.append((topic, message)) }
      case .book(let depth, let symbol):
        if let message = book(topic, depth, symbol, &api) { messages.append((topic, message)) }
      case .candle(let interval, let name, let symbol):
        messages += candles(topic, interval, name, symbol, &api).map { (topic, $0) }
      case .trades(let symbol):
        if let message = trades(symbol, &api) { messages.append((topic, message)) }
      case .privateRows: continue
      }
    }
    tickers = tickers.filter { topics.contains(.ticker($0.key)) }
    books = books.filter { topics.contains($0.key) }
    candles = candles.filter { topics.contains($0.key) }
    trades = [:]
    return messages
  }

  private mutating func next() -> ReplyJSON.Field {
    sequence += 1
    return .init(name: "cs", value: .integer(sequence))
  }

  private static func fields(_ api: inout API, _ contract: Contract, last: Price?) -> [ReplyJSON.Field] {
    guard case .object(let fields) = api.ticker(contract) else { return [] }
    let now = api.engine.lastPrice(contract)
    let direction = last.map { now > $0 ? "PlusTick" : now < $0 ? "MinusTick" : "ZeroPlusTick" } ?? "ZeroPlusTick"
    return [.init(name: "symbol", value: .text(contract.symbol)), .init(name: "tickDirection", value: .string(direction))]
      + fields.filter { $0.name != "symbol" }
  }

  private mutating func ticker(_ symbol: Symbol, _ api: inout API) -> MarketMessage? {
    guard let contract = api.engine.market.contract(symbol) else { return nil }
    let fields = Self.fields(&api, contract, last: lastPrices[symbol])
    lastPrices[symbol] = api.engine.lastPrice(contract)
    let known = Set(tickers[symbol] ?? [])
    let changed = fields.filter { !known.contains($0) }
    guard !changed.isEmpty else { return nil }
    tickers[symbol] = fields
    let data = [ReplyJSON.Field(name: "symbol", value: .text(symbol))] + changed.filter { $0.name != "symbol" }
    return MarketMessage(type: "delta", time: api.engine.now, data: .object(data), extra: [next()])
  }

  private mutating func book(_ topic: StreamTopic, _ levels: Int, _ symbol: Symbol, _ api: inout API) -> MarketMessage? {
    guard let contract = api.engine.market.contract(symbol), let known = books[topic] else { return nil }
    let now = api.engine.now
    let depth = api.engine.depth(contract, levels: levels)
    let isSame = depth == known.depth
    guard !isSame || (levels == 1 && now - known.sent >= 3000) else { return nil }
    let update = isSame ? known.update : known.update + 1
    books[topic] = (depth, update, now)
    if levels == 1 { return Self.snapshot(depth, contract, update: update, next().value, at: now) }
    let data: ReplyJSON = [
      "s": .text(symbol), "b": Self.difference(known.depth.bids, depth.bids, contract),
      "a": Self.difference(known.depth.asks, depth.asks, contract), "u": .integer(update), "seq": next().value,
    ]
    return MarketMessage(type: "delta", time: now, data: data, extra: [.init(name: "cts", value: .integer(now))])
  }

  private static func snapshot(
    _ depth: BookDepth, _ contract: Contract, update: Int64, _ sequence: ReplyJSON, at now: Int64
  ) -> MarketMessage {
    let data: ReplyJSON = [
      "s": .text(contract.symbol), "b": depth.rows(depth.bids, contract), "a": depth.rows(depth.asks, contract), "u": .integer(update),
      "seq": sequence,
    ]
    return MarketMessage(type: "snapshot", time: now, data: data, extra: [.init(name: "cts", value: .integer(now))])
  }

  /// Changed and new levels, and those that are gone with size 0.
  private static func difference(_ old: [BookDepth.Level], _ new: [BookDepth.Level], _ contract: Contract) -> ReplyJSON {
    let (before, after) = (Set(old), Set(new.map(\.price)))
    let gone = old.filter { !after.contains($0.price) }.map { ReplyJSON.array([.string(contract.text($0.price)), "0"]) }
    let changed = new.filter { !before.contains($0) }.map { level in
      ReplyJSON.array([.string(contract.text(level.price)), .string(contract.text(level.quantity))])
    }
    return .array(gone + changed)
  }

  /// Once a second, and the final state of a candle that has ended.
  private mutating func candles(
    _ topic: StreamTopic, _ interval: CandleInterval, _ name: String, _ symbol: Symbol, _ api: inout API
  ) -> [MarketMessage] {
    guard let contract = api.engine.market.contract(symbol) else { return [] }
    let now = api.engine.now
    let start = now.floorDivided(by: interval.milliseconds) * interval.milliseconds
    var messages: [MarketMessage] = []
    let known = candles[topic]
    if let known, known.start < start {
      let closed = api.engine.candles(contract, interval, start: known.start, end: start - 1, limit: 1000)
      for row in closed.reversed() { messages.append(Self.message(row, contract, interval, name, isClosed: true, at: now)) }
    }
    if known.map({ $0.start < start || now - $0.sent >= 1000 }) ?? true, let message = candle(topic, contract, interval, name, &api) {
      messages.append(message)
    }
    return messages
  }

  private mutating func candle(
    _ topic: StreamTopic, _ contract: Contract, _ interval: CandleInterval, _ name: String, _ api: inout API
  ) -> MarketMessage? {
    let now = api.engine.now
    guard let row = api.engine.candles(contract, interval, start: nil, end: nil, limit: 1).first else { return nil }
    candles[topic] = (row.start, now)
    return Self.message(row, contract, interval, name, isClosed: false, at: now)
  }

  private static func message(
    _ row: (start: Int64, candle: TickCandle), _ contract: Contract, _ interval: CandleInterval, _ name: String, isClosed: Bool,
    at now: Int64
  ) -> MarketMessage {
    let text = { (ticks: Int64) in ReplyJSON.string(contract.text(contract.price(ticks: ticks))) }
    let candle = row.candle
    let turnover = Money.notional(contract.price(ticks: candle.close), candle.volume, .nearest)
    let end = row.start + interval.milliseconds - 1
    let data: ReplyJSON = [
      "start": .integer(row.start), "end": .integer(end), "interval": .string(name), "open": text(candle.open), "close": text(candle.close),
      "high": text(candle.high), "low": text(candle.low), "volume": .text(candle.volume), "turnover": .text(turnover),
      "confirm": .boolean(isClosed), "timestamp": .integer(min(now, end)),
    ]
    return MarketMessage(type: "snapshot", time: now, data: .array([data]))
  }

  /// What clients have traded, or one trade of the smallest size when the price has moved by itself.
  private mutating func trades(_ symbol: Symbol, _ api: inout API) -> MarketMessage? {
    guard let contract = api.engine.market.contract(symbol) else { return nil }
    let now = api.engine.now
    let last = api.engine.lastPrice(contract)
    var rows = trades[symbol] ?? []
    let before = traded[symbol]
    traded[symbol] = last
    if rows.isEmpty, let before, before != last {
      sequence += 1
      rows = [
        PublicTrade(
          id: "market-\(sequence)", symbol: symbol, side: last > before ? .buy : .sell, price: last,
          quantity: contract.instrument.minimumQuantity, time: now)
      ]
    }
    guard !rows.isEmpty else { return nil }
    let data = rows.map { trade -> ReplyJSON in
      [
        "T": .integer(trade.time), "s": .text(symbol), "S": .string(trade.side.rawValue), "v": .string(contract.text(trade.quantity)),
        "p": .string(contract.text(trade.price)), "L": .string(trade.side == .buy ? "PlusTick" : "MinusTick"), "i": .string(trade.id),
        "BT": .boolean(false), "RPI": .boolean(false), "seq": next().value,
      ]
    }
    return MarketMessage(type: "snapshot", time: now, data: .array(data))
  }
}
