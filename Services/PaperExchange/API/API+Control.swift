import Model

extension API {
  /// The control port's plain JSON: no envelope, no signature, loopback only.
  mutating func control(_ request: APIRequest, market: String, record: RequestRecord, at time: Timestamp) -> APIResponse {
    engine.advance(to: time.milliseconds)
    switch (request.method, request.path) {
    case ("GET", "/control/health"):
      return plain(
        200,
        [
          "status": failure == nil ? "ok" : "failed", "market": .string(market), "timeframe": .string(engine.market.timeframe.rawValue),
          "time": .integer(engine.now),
        ])
    case ("GET", "/control/positions"):
      var rows: [JSONValue] = []
      for symbol in engine.market.symbols where engine.position(symbol, account).side != nil {
        if let contract = engine.market.contract(symbol) { rows.append(positionRow(contract, of: account)) }
      }
      return plain(200, ["positions": .array(rows)])
    case ("GET", "/control/requests"):
      let rows = record.entries.map { entry -> JSONValue in
        [
          "method": .string(entry.method), "target": .string(entry.target), "time": .integer(entry.time.milliseconds),
          "retCode": .integer(Int64(entry.retCode)),
        ]
      }
      return plain(200, ["requests": .array(rows)])
    case ("POST", "/control/price"):
      do throws(Refusal) {
        let parameters = try Parameters(json: request.body)
        let symbol = try parameters.requiredSymbol()
        guard let price = try parameters.price("price") else { throw Refusal.parameter("price is required") }
        _ = try execute(.shockPrice(ShockPrice(symbol: symbol, price: price)))
        return plain(200, ["symbol": .text(symbol), "price": .text(price), "time": .integer(engine.now)])
      } catch {
        return plain(error.code == .serverError ? 500 : 400, ["error": .string(error.message)])
      }
    default:
      return plain(404, ["error": .string("no such control: \(request.method) \(request.path)")])
    }
  }

  private func plain(_ status: Int, _ body: JSONValue) -> APIResponse {
    APIResponse(
      status: status, headers: [("Content-Type", "application/json; charset=utf-8"), ("X-Paper-Exchange", "1")], body: body.bytes,
      retCode: status)
  }
}
