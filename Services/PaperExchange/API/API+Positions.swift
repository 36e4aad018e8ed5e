import Model

extension API {
  mutating func positions(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let limit = try parameters.limit(1...200, default: 20)
    let chosen: [Symbol]
    if let symbol = try parameters.symbol() {
      chosen = [try engine.contract(symbol).symbol]
    } else {
      guard let coin = parameters.text("settleCoin") else { throw .parameter("params error: symbol or settleCoin is required") }
      chosen = coin == "USDT" ? engine.market.symbols.filter { engine.position($0, account).side != nil } : []
    }
    let page = try Page(chosen, parameters, limit: limit) { $0.description }
    var rows: [ReplyJSON] = []
    for symbol in page.items { rows.append(positionRow(try engine.contract(symbol), of: account)) }
    return ["category": "linear", "list": .array(rows), "nextPageCursor": .string(page.nextCursor)]
  }

  /// One position as position/list lists it.
  mutating func positionRow(_ contract: Contract, of account: Int) -> ReplyJSON {
    let position = engine.position(contract.symbol, account)
    let liquidation = engine.liquidationPrice(position, account)
    let protection = engine.protection(position)
    let mark = engine.lastPrice(contract)
    let isOpen = position.side != nil
    let margin = isOpen ? position.initialMargin : .zero
    let maintenance = isOpen ? position.maintenanceMargin : .zero
    let level = { (price: Price?) in ReplyJSON.string(contract.text(price ?? .zero)) }
    return [
      "positionIdx": .integer(0), "riskId": .integer(1), "riskLimitValue": "2000000", "symbol": .text(contract.symbol),
      "side": .string(position.side?.rawValue ?? ""), "size": isOpen ? .string(contract.text(position.size)) : "0",
      "avgPrice": .text(position.averagePrice), "positionValue": isOpen ? .text(position.entryValue) : "", "tradeMode": .integer(0),
      "positionStatus": "Normal", "autoAddMargin": .integer(0), "adlRankIndicator": .integer(isOpen ? 2 : 0),
      "leverage": .text(position.leverage), "breakEvenPrice": isOpen ? .text(position.breakEvenPrice) : "",
      "markPrice": .string(contract.text(mark)), "liqPrice": .text(liquidation, in: contract), "bustPrice": "",
      "positionMM": .text(maintenance),
      "positionMMByMp": .text(maintenance), "positionIM": .text(margin), "positionIMByMp": .text(margin), "positionBalance": "0",
      "tpslMode": "Full", "takeProfit": level(protection.takeProfit), "stopLoss": level(protection.stopLoss),
      "trailingStop": level(protection.trailing),
      "unrealisedPnl": isOpen ? .text(position.unrealised(at: mark)) : "", "curRealisedPnl": .text(position.currentRealised),
      "cumRealisedPnl": .text(position.totalRealised), "seq": .integer(position.sequence), "isReduceOnly": .boolean(false),
      "mmrSysUpdatedTime": "", "leverageSysUpdatedTime": "", "sessionAvgPrice": "",
      "createdTime": .text(position.opened ?? 0), "updatedTime": .text(position.updated),
      "openTime": .integer(isOpen ? position.opened ?? 0 : 0),
    ]
  }

  mutating func setLeverage(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbol = try parameters.requiredSymbol()
    _ = try parameters.required("buyLeverage")
    guard let buy = try parameters.quantity("buyLeverage"), let sell = try parameters.quantity("sellLeverage"), buy == sell else {
      throw .parameter("params error: buyLeverage and sellLeverage must be equal in one-way mode")
    }
    let hundredth = Quantity(FixedPoint(units: FixedPoint.unitsPerOne / 100))
    guard buy.isMultiple(of: hundredth), buy.double <= 1000 else { throw .parameter("params error: leverage must be a multiple of 0.01") }
    let hundredths = Int(buy.fixedPoint.units / hundredth.fixedPoint.units)
    _ = try execute(.setLeverage(SetLeverage(symbol: symbol, hundredths: hundredths)))
    return [:]
  }

  func switchMode(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    guard try parameters.symbol() != nil || parameters.text("coin") != nil else {
      throw .parameter("params error: symbol or coin is required")
    }
    switch try parameters.integer("mode") {
    case 0?: throw Refusal(.positionModeUnchanged, "Position mode is not modified")
    case 3?: throw .parameter("params error: hedge mode is not supported")
    default: throw .parameter("params error: mode must be 0 or 3")
    }
  }

  mutating func tradingStop(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbol = try parameters.requiredSymbol()
    try parameters.requireOneWay()
    let isPartial = try parameters.isPartial()
    var change = SetProtection(
      symbol: symbol, takeProfit: try parameters.price("takeProfit"), stopLoss: try parameters.price("stopLoss"),
      takeProfitTrigger: try parameters.choice("tpTriggerBy", of: TriggerSource.self),
      stopLossTrigger: try parameters.choice("slTriggerBy", of: TriggerSource.self))
    let limits = (
      takeProfit: try parameters.protectionLimit("tp", isPartial: isPartial),
      stopLoss: try parameters.protectionLimit("sl", isPartial: isPartial)
    )
    if isPartial {
      let sizes = [try parameters.quantity("tpSize"), try parameters.quantity("slSize")].compactMap { $0 }
      guard let size = sizes.first, sizes.allSatisfy({ $0 == size }) else {
        throw .parameter("params error: tpSize and slSize are required in Partial mode and must be equal")
      }
      change.partial = SetProtection.Partial(size: size, takeProfitLimit: limits.takeProfit, stopLossLimit: limits.stopLoss)
    } else {
      change.trailingDistance = try parameters.price("trailingStop")
      change.activePrice = try parameters.price("activePrice")
    }
    _ = try execute(.setProtection(change))
    return [:]
  }

  func closedProfits(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let limit = try parameters.limit(1...100, default: 50)
    let symbol = try parameters.symbol()
    let span = try parameters.timeSpan(now: engine.now)
    let rows = engine.accounts[account].closedTrades.reversed().filter { (symbol == nil || $0.symbol == symbol) && span.contains($0.time) }
    let page = try Page(rows, parameters, limit: limit) { $0.orderID }
    var list: [ReplyJSON] = []
    for row in page.items { list.append(row.json(try engine.contract(row.symbol))) }
    return ["category": "linear", "list": .array(list), "nextPageCursor": .string(page.nextCursor)]
  }
}
