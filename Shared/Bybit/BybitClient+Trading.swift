import Model

/// Writes. None is sent again by the client after an unknown outcome; `BybitError.mayHaveActed` says when to look it up.
extension BybitClient {
  /// Creates an order. Success means received, not filled.
  /// - Parameter permission: nil: given.
  package func place(
    _ order: OrderRequest, by deadline: Timestamp? = nil, permission: Permission? = nil
  ) async throws(BybitError) -> OrderAcknowledgement {
    let path = "/v5/order/create"
    if let defect = order.defect { throw BybitError(.rejected, "\(order.symbol): \(defect)", endpoint: path) }
    let acknowledgement = try await acknowledged(
      .write(path, order.body, order.reduceOnly ? .protection : .entry), by: deadline, permission)
    guard acknowledgement.linkID == order.linkID else {
      throw BybitError(.outcomeUnknown, "\(order.symbol): the acknowledgement is of another order", endpoint: path)
    }
    return acknowledgement
  }

  package func cancel(_ order: OrderReference, _ symbol: Symbol, by deadline: Timestamp? = nil) async throws(BybitError)
    -> OrderAcknowledgement
  {
    var body = RequestBody.linear
    body.add("symbol", symbol.description)
    body.add(order.field.name, order.field.value)
    return try await acknowledged(.write("/v5/order/cancel", body, .protection), by: deadline)
  }

  /// Every order of the symbol, attached stops included; of every USDT contract without one. At most 500 a call.
  package func cancelAll(_ symbol: Symbol? = nil, by deadline: Timestamp? = nil) async throws(BybitError) -> [OrderAcknowledgement] {
    var body = RequestBody.linear
    body.add("symbol", symbol?.description)
    if symbol == nil { body.add("settleCoin", "USDT") }
    let result = try await perform(.write("/v5/order/cancel-all", body, .protection), by: deadline).result
    do throws(BybitError) {
      return try result.rows("list").decoded { row throws(BybitError) in try OrderAcknowledgement(row) }
    } catch { throw error.ofWrite }
  }

  /// A new price or quantity may enlarge a position and goes with the entries, a new stop with what protects.
  package func amend(
    _ order: OrderReference, _ symbol: Symbol, _ change: OrderChange, by deadline: Timestamp? = nil, permission: Permission? = nil
  ) async throws(BybitError) -> OrderAcknowledgement {
    var body = RequestBody.linear
    body.add("symbol", symbol.description)
    body.add(order.field.name, order.field.value)
    body.add("qty", change.quantity?.description)
    body.add("price", change.price?.description)
    body.add("triggerPrice", change.triggerPrice?.description)
    body.add("takeProfit", change.takeProfit?.description)
    body.add("stopLoss", change.stopLoss?.description)
    return try await acknowledged(.write("/v5/order/amend", body, change.isOfEntry ? .entry : .protection), by: deadline, permission)
  }

  /// Both sides get the same value, as one-way mode asks. Having it already is success.
  package func setLeverage(_ symbol: Symbol, _ leverage: Double, by deadline: Timestamp? = nil) async throws(BybitError) {
    let path = "/v5/position/set-leverage"
    guard leverage >= 1, let value = FixedPoint(nearest: leverage) else {
      throw BybitError(.rejected, "\(symbol): leverage \(leverage) is below 1 or not a number", endpoint: path)
    }
    var body = RequestBody.linear
    body.add("symbol", symbol.description)
    body.add("buyLeverage", value.description)
    body.add("sellLeverage", value.description)
    _ = try await perform(.write(path, body, .entry), by: deadline)
  }

  /// Sets the stops of the whole position; nil leaves one as it is, zero removes it. The same values again are success.
  package func setTradingStop(
    _ symbol: Symbol, takeProfit: Price? = nil, stopLoss: Price? = nil, takeProfitTrigger: TriggerPrice = .last,
    stopLossTrigger: TriggerPrice = .last, by deadline: Timestamp? = nil
  ) async throws(BybitError) {
    let path = "/v5/position/trading-stop"
    // The exchange answers "not modified" to an empty request, which would look like success.
    guard takeProfit != nil || stopLoss != nil else { throw BybitError(.rejected, "\(symbol): no stop is given", endpoint: path) }
    var body = RequestBody.linear
    body.add("symbol", symbol.description)
    body.add("tpslMode", "Full")
    body.add("positionIdx", 0)
    body.add("takeProfit", takeProfit?.description)
    body.add("stopLoss", stopLoss?.description)
    if takeProfit != nil { body.add("tpTriggerBy", takeProfitTrigger.rawValue) }
    if stopLoss != nil { body.add("slTriggerBy", stopLossTrigger.rawValue) }
    _ = try await perform(.write(path, body, .protection), by: deadline)
  }

  /// One position a symbol instead of one a side. Being so already is success.
  package func switchToOneWayMode(_ symbol: Symbol? = nil, by deadline: Timestamp? = nil) async throws(BybitError) {
    var body = RequestBody.linear
    body.add("symbol", symbol?.description)
    if symbol == nil { body.add("coin", "USDT") }
    body.add("mode", 0)
    _ = try await perform(.write("/v5/position/switch-mode", body, .entry), by: deadline)
  }

  private func acknowledged(
    _ call: BybitCall, by deadline: Timestamp?, _ permission: Permission? = nil
  ) async throws(BybitError) -> OrderAcknowledgement {
    let result = try await perform(call, by: deadline, permission).result
    do throws(BybitError) { return try OrderAcknowledgement(result) } catch { throw error.ofWrite }
  }
}
