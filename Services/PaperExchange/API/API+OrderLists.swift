import Model

extension API {
  func openOrders(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let filter = try OrderFilter(parameters)
    guard filter.isByID || filter.symbol != nil || filter.baseCoin != nil || filter.settleCoin != nil else {
      throw .parameter("params error: symbol, baseCoin, settleCoin, orderId or orderLinkId is required")
    }
    let openOnly = try parameters.integer("openOnly") ?? 0
    guard (0...2).contains(openOnly) else { throw .parameter("params error: openOnly must be 0 or 1") }
    let rows: [Order]
    if filter.isByID {
      rows = filter.matching(engine, account)
    } else if openOnly == 0 {
      rows = filter.matching(engine.accounts[account].allOpen, engine)
    } else {
      rows = Array(filter.matching(engine, account).lazy.filter { !$0.status.isOpen }.prefix(500))
    }
    return try page(rows, parameters)
  }

  func orderHistory(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let filter = try OrderFilter(parameters)
    let status = parameters.text("orderStatus")
    let span = try parameters.timeSpan(now: engine.now)
    let rows = filter.matching(engine, account).filter {
      !$0.status.isOpen && (filter.isByID || span.contains($0.created)) && (status == nil || $0.status.rawValue == status)
    }
    return try page(rows, parameters)
  }

  func executions(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let limit = try parameters.limit(1...100, default: 50)
    let span = try parameters.timeSpan(now: engine.now)
    let filter = try OrderFilter(parameters)
    let type = parameters.text("execType")
    let rows = engine.accounts[account].executions.reversed().filter {
      (type == nil || $0.type.rawValue == type) && span.contains($0.time)
        && filter.admits(id: $0.orderID, linkID: $0.linkID, symbol: $0.symbol, stopOrderType: $0.stopOrderType, engine.market)
    }
    let page = try Page(rows, parameters, limit: limit) { $0.id }
    var list: [ReplyJSON] = []
    for row in page.items { list.append(row.json(try engine.contract(row.symbol))) }
    return ["category": "linear", "list": .array(list), "nextPageCursor": .string(page.nextCursor)]
  }

  private func page(_ rows: [Order], _ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    let page = try Page(rows, parameters, limit: try parameters.limit(1...50, default: 20)) { $0.id }
    var list: [ReplyJSON] = []
    for row in page.items { list.append(row.json(try engine.contract(row.symbol))) }
    return ["category": "linear", "list": .array(list), "nextPageCursor": .string(page.nextCursor)]
  }
}
