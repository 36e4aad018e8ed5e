import Model

extension Parameters {
  /// - Throws: 10001 unless the category is the one that is traded here.
  func requireLinear() throws(Refusal) {
    let category = try required("category")
    guard category == "linear" else { throw .parameter("params error: category '\(category)' is not served here, only linear") }
  }

  /// One-way mode only.
  func requireOneWay() throws(Refusal) {
    guard try integer("positionIdx") ?? 0 == 0 else { throw .parameter("position idx not match position mode") }
  }

  /// The take-profit and stop-loss of a new order.
  func protection() throws(Refusal) -> Protection {
    var protection = Protection(takeProfit: try level("takeProfit"), stopLoss: try level("stopLoss"))
    protection.takeProfitTrigger = try choice("tpTriggerBy", of: TriggerSource.self) ?? .lastPrice
    protection.stopLossTrigger = try choice("slTriggerBy", of: TriggerSource.self) ?? .lastPrice
    protection.isPartial = try isPartial()
    protection.takeProfitLimit = try protectionLimit("tp", isPartial: protection.isPartial)
    protection.stopLossLimit = try protectionLimit("sl", isPartial: protection.isPartial)
    return protection
  }

  /// nil if absent or zero.
  func level(_ name: String) throws(Refusal) -> Price? {
    guard let price = try price(name), price != .zero else { return nil }
    return price
  }

  func isPartial() throws(Refusal) -> Bool {
    switch text("tpslMode") {
    case nil, "Full"?: return false
    case "Partial"?: return true
    case let mode?: throw .parameter("params error: tpslMode '\(mode)' is not valid")
    }
  }

  /// The limit at which a partial take-profit or stop-loss closes; nil for a market order. - Parameter prefix: `tp` or `sl`.
  func protectionLimit(_ prefix: String, isPartial: Bool) throws(Refusal) -> Price? {
    let type = try choice(prefix + "OrderType", of: OrderType.self) ?? .market
    let limit = try level(prefix + "LimitPrice")
    guard type == .limit || limit != nil else { return nil }
    guard isPartial else { throw .parameter("params error: \(prefix)OrderType must be Market in Full mode") }
    guard type == .limit, let limit else {
      throw .parameter("params error: \(prefix)OrderType Limit and \(prefix)LimitPrice belong together")
    }
    return limit
  }

  func slippage() throws(Refusal) -> SlippageTolerance? {
    guard let type = text("slippageToleranceType"), type != "UNKNOWN" else { return nil }
    guard let value = try quantity("slippageTolerance") else { throw .parameter("params error: slippageTolerance is required") }
    switch type {
    case "TickSize":
      guard value.isMultiple(of: Quantity(FixedPoint(units: FixedPoint.unitsPerOne))), (1...10_000).contains(value.double) else {
        throw .parameter("params error: slippageTolerance must lie between 1 and 10000 ticks")
      }
      return .ticks(Int64(value.fixedPoint.units / FixedPoint.unitsPerOne))
    case "Percent":
      let hundredth = Quantity(FixedPoint(units: FixedPoint.unitsPerOne / 100))
      guard value.isMultiple(of: hundredth), (0.01...10).contains(value.double) else {
        throw .parameter("params error: slippageTolerance must lie between 0.01 and 10 percent")
      }
      return .basisPoints(Int64(value.fixedPoint.units / hundredth.fixedPoint.units))
    default: throw .parameter("params error: slippageToleranceType '\(type)' is not valid")
    }
  }

  /// - Throws: 10001 if neither id is given.
  func orderReference() throws(Refusal) -> OrderReference {
    let reference = OrderReference(id: text("orderId"), linkID: text("orderLinkId"))
    guard reference.id != nil || reference.linkID != nil else { throw .parameter("params error: orderId or orderLinkId is required") }
    return reference
  }

  /// A new order's own id: up to 36 letters, digits, `-` and `_`.
  func newLinkID() throws(Refusal) -> String {
    let id = text("orderLinkId") ?? ""
    let isValid =
      id.utf8.count <= 36
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    guard isValid else { throw .parameter("params error: orderLinkId must be at most 36 characters of A-Z a-z 0-9 - _") }
    return id
  }

  /// `startTime` and `endTime` in milliseconds: at most seven days, by default the last seven.
  func timeSpan(now: Int64) throws(Refusal) -> ClosedRange<Int64> {
    let week: Int64 = 7 * 86_400_000
    let start = try integer("startTime")
    let end = try integer("endTime")
    let last = end ?? start.map { $0 + week } ?? now
    let first = start ?? last - week
    guard first >= 0, first <= last, last - first <= week else {
      throw .parameter("params error: startTime and endTime must be in order and at most 7 days apart")
    }
    return first...last
  }
}
