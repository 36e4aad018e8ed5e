import Model

extension API {
  func time() -> ReplyJSON {
    [
      "timeSecond": .text((engine.now + clockSkew) / 1000), "timeNano": .string(String(engine.now + clockSkew) + "000000"),
    ]
  }

  mutating func kline(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    if parameters.text("category") != nil { try parameters.requireLinear() }
    let contract = try engine.contract(try parameters.requiredSymbol())
    let interval = try CandleInterval(try parameters.required("interval"), played: engine.market.timeframe)
    let limit = try parameters.limit(1...1000, default: 200)
    let rows = engine.candles(
      contract, interval, start: try parameters.integer("start"), end: try parameters.integer("end"), limit: limit)
    return [
      "category": "linear", "symbol": .text(contract.symbol),
      "list": .array(
        rows.map { row in
          let prices = [row.candle.open, row.candle.high, row.candle.low, row.candle.close].map {
            ReplyJSON.string(contract.text(contract.price(ticks: $0)))
          }
          let turnover = Money.notional(contract.price(ticks: row.candle.close), row.candle.volume, .nearest)
          return .array([.text(row.start)] + prices + [.text(row.candle.volume), .text(turnover)])
        }),
    ]
  }

  mutating func tickers(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbols: [Symbol]
    if let symbol = try parameters.symbol() {
      symbols = [try engine.contract(symbol).symbol]
    } else {
      symbols = engine.market.symbols
    }
    var list: [ReplyJSON] = []
    for symbol in symbols { list.append(ticker(try engine.contract(symbol))) }
    return ["category": "linear", "list": .array(list)]
  }

  mutating func ticker(_ contract: Contract) -> ReplyJSON {
    let day = engine.dayStatistics(contract)
    let last = engine.lastPrice(contract)
    let change = Margin.ratio(
      last.fixedPoint.units - day.previousPrice.fixedPoint.units, 1_000_000, day.previousPrice.fixedPoint.units)
    let book = engine.depth(contract, levels: 1)
    let nextFunding = (engine.now / Fees.fundingInterval + 1) * Fees.fundingInterval
    let text = { (price: Price) in ReplyJSON.string(contract.text(price)) }
    return [
      "symbol": .text(contract.symbol), "lastPrice": text(last), "indexPrice": text(last), "markPrice": text(last),
      "prevPrice24h": text(day.previousPrice), "price24hPcnt": .text(FixedPoint(units: change * 100)), "highPrice24h": text(day.high),
      "lowPrice24h": text(day.low), "prevPrice1h": text(day.previousHourPrice), "openInterest": "0", "openInterestValue": "0",
      "singleOpenInterest": "0", "singleOpenInterestValue": "0", "turnover24h": .text(day.turnover), "volume24h": .text(day.volume),
      "fundingRate": .text(Fees.funding), "nextFundingTime": .text(nextFunding), "fundingIntervalHour": "8",
      "fundingCap": "0.005", "bid1Price": text(book.bids[0].price), "bid1Size": .string(contract.text(book.bids[0].quantity)),
      "ask1Price": text(book.asks[0].price), "ask1Size": .string(contract.text(book.asks[0].quantity)), "predictedDeliveryPrice": "",
      "basisRate": "", "basis": "", "basisRateYear": "", "deliveryFeeRate": "",
      "deliveryTime": "0", "preOpenPrice": "", "preQty": "", "curPreListingPhase": "",
    ]
  }

  func instruments(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    let category = try parameters.required("category")
    guard ["linear", "spot", "inverse", "option"].contains(category) else {
      throw .parameter("params error: category '\(category)' is not valid")
    }
    let limit = try parameters.limit(1...1000, default: 500)
    let wanted = try parameters.symbol()
    let baseCoin = parameters.text("baseCoin")
    var contracts: [Contract] = []
    if category == "linear", parameters.text("status") ?? "Trading" == "Trading" {
      if let wanted { _ = try engine.contract(wanted) }
      contracts = engine.market.symbols.compactMap { engine.market.contract($0) }
        .filter { (wanted == nil || $0.symbol == wanted) && (baseCoin == nil || $0.baseCoin == baseCoin) }
    }
    let page = try Page(contracts, parameters, limit: limit) { $0.symbol.description }
    return [
      "category": .string(category), "list": .array(page.items.map { $0.json(number: engine.market.number($0.symbol)) }),
      "nextPageCursor": .string(page.nextCursor),
    ]
  }

  mutating func orderBook(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let contract = try engine.contract(try parameters.requiredSymbol())
    let book = engine.depth(contract, levels: try parameters.limit(1...500, default: 25))
    return [
      "s": .text(contract.symbol), "b": book.rows(book.bids, contract), "a": book.rows(book.asks, contract), "ts": .integer(engine.now),
      "u": .integer(engine.now), "seq": .integer(engine.now), "cts": .integer(engine.now),
    ]
  }

  /// What clients have traded last, newest first.
  mutating func recentTrades(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let contract = try engine.contract(try parameters.requiredSymbol())
    let limit = try parameters.limit(1...1000, default: 500)
    let rows = engine.recentTrades.reversed().lazy.filter { $0.symbol == contract.symbol }.prefix(limit).map { trade -> ReplyJSON in
      [
        "execId": .string(trade.id), "symbol": .text(trade.symbol), "price": .string(contract.text(trade.price)),
        "size": .string(contract.text(trade.quantity)), "side": .string(trade.side.rawValue), "time": .text(trade.time),
        "isBlockTrade": .boolean(false), "isRPITrade": .boolean(false),
      ]
    }
    return ["category": "linear", "list": .array(Array(rows))]
  }

  func fundingHistory(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let contract = try engine.contract(try parameters.requiredSymbol())
    let limit = try parameters.limit(1...200, default: 200)
    let end = min(engine.now, try parameters.integer("endTime") ?? engine.now)
    let start = try parameters.integer("startTime") ?? 0
    let last = end / Fees.fundingInterval
    let rows = (0..<Int64(limit)).map { (last - $0) * Fees.fundingInterval }.filter { $0 >= start && $0 > 0 }
    return [
      "category": "linear",
      "list": .array(
        rows.map { ["symbol": .text(contract.symbol), "fundingRate": .text(Fees.funding), "fundingRateTimestamp": .text($0)] }),
    ]
  }
}
