import Model

extension API {
  /// The control port's plain JSON: no envelope, no signature, loopback only.
  mutating func control(
    _ request: APIRequest, market: String, record: RequestRecord, faults: inout FaultScript, at time: Timestamp
  ) -> APIResponse {
    engine.advance(to: time.milliseconds)
    do throws(Refusal) {
      return plain(200, try perform(request, market: market, record: record, faults: &faults))
    } catch {
      let status = error.code == .unknownRoute ? 404 : error.code == .serverError ? 500 : 400
      return plain(status, ["error": .string(error.message)])
    }
  }

  private mutating func perform(
    _ request: APIRequest, market: String, record: RequestRecord, faults: inout FaultScript
  ) throws(Refusal) -> ReplyJSON {
    let parameters = try request.method == "POST" ? Parameters(json: request.body) : Parameters(query: request.rawQuery)
    switch (request.method, request.path) {
    case ("GET", "/control/health"):
      return [
        "status": failure == nil ? "ok" : "failed", "market": .string(market), "timeframe": .string(engine.market.timeframe.rawValue),
        "time": .integer(engine.now), "accounts": .integer(Int64(engine.accounts.count)),
      ]
    case ("GET", "/control/positions"):
      let account = try account(parameters)
      var rows: [ReplyJSON] = []
      for symbol in engine.market.symbols where engine.position(symbol, account).side != nil {
        rows.append(positionRow(try engine.contract(symbol), of: account))
      }
      return ["positions": .array(rows)]
    case ("GET", "/control/ledger"): return ledger()
    case ("GET", "/control/requests"):
      let after = try parameters.integer("after") ?? 0
      let limit = try parameters.limit(1...10_000, default: 10_000)
      return ["requests": .array(record.entries.lazy.filter { $0.number > after }.prefix(limit).map(\.json))]
    case ("POST", "/control/price"):
      let symbol = try parameters.requiredSymbol()
      guard let price = try parameters.price("price") else { throw .parameter("price is required") }
      _ = try execute(.shockPrice(ShockPrice(symbol: symbol, price: price)))
      return ["symbol": .text(symbol), "price": .text(price), "time": .integer(engine.now)]
    case ("POST", "/control/order"):
      account = try account(parameters)
      return try createOrder(parameters.adding(["category": "linear", "orderType": parameters.text("orderType") ?? "Market"]))
    case ("POST", "/control/liquidate"):
      account = try account(parameters)
      _ = try execute(.liquidate(Liquidate()))
      return ["account": .integer(Int64(account)), "time": .integer(engine.now)]
    case ("POST", "/control/funding"):
      _ = try execute(.payFunding(PayFunding()))
      return ["time": .integer(engine.now)]
    case ("POST", "/control/clock"):
      let skew = try parameters.integer("milliseconds") ?? 0
      guard skew.magnitude <= 86_400_000 else { throw .parameter("milliseconds must lie within one day") }
      clockSkew = skew
      return ["milliseconds": .integer(skew)]
    case ("POST", "/control/faults"): return try faults.add(parameters).json
    case ("GET", "/control/faults"): return ["faults": .array(faults.rules.map(\.json))]
    case ("DELETE", "/control/faults"), ("POST", "/control/faults/clear"):
      faults.clear()
      clockSkew = 0
      return ["faults": []]
    default: throw Refusal(.unknownRoute, "no such control: \(request.method) \(request.path)")
    }
  }

  /// The account that `account` names by its key; the first without one.
  private func account(_ parameters: Parameters) throws(Refusal) -> Int {
    guard let key = parameters.text("account") else { return 0 }
    guard let index = engine.accounts.firstIndex(where: { $0.key == key }) else { throw .parameter("no account has the key '\(key)'") }
    return index
  }

  /// Where every amount has come from and gone to, so that an audit can add it up.
  private func ledger() -> ReplyJSON {
    let accounts = engine.accounts.map { account -> ReplyJSON in
      let ledger = account.ledger
      let positions = account.positions.values.filter { $0.side != nil }.sorted { $0.symbol < $1.symbol }
      return [
        "deposit": .text(account.deposit), "wallet": .text(account.wallet), "proceeds": .text(ledger.proceeds), "fees": .text(ledger.fees),
        "funding": .text(ledger.funding), "insurance": .text(ledger.insurance), "realised": .text(account.realised),
        "positions": .array(
          positions.map {
            [
              "symbol": .text($0.symbol), "size": .text($0.side == .buy ? $0.size : -$0.size),
              "cost": .text($0.side == .buy ? $0.entryValue : -$0.entryValue),
            ]
          }),
      ]
    }
    let makers = engine.marketMaker.sorted { $0.key < $1.key }.map { symbol, maker -> ReplyJSON in
      ["symbol": .text(symbol), "position": .text(maker.position), "proceeds": .text(maker.proceeds)]
    }
    return ["accounts": .array(accounts), "market": .array(makers)]
  }

  private func plain(_ status: Int, _ body: ReplyJSON) -> APIResponse {
    APIResponse(
      status: status, headers: [("Content-Type", "application/json; charset=utf-8"), ("X-Paper-Exchange", "1")], body: body.bytes,
      retCode: status)
  }
}
