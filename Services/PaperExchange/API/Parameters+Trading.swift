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

  /// Full mode only; partial protection is refused rather than ignored.
  func requireFullProtection() throws(Refusal) {
    if let mode = text("tpslMode"), mode != "Full" { throw .parameter("params error: tpslMode '\(mode)' is not supported, only Full") }
    for name in ["tpOrderType", "slOrderType"] {
      if let type = text(name), type != "Market" { throw .parameter("params error: \(name) must be Market in Full mode") }
    }
    for name in ["tpLimitPrice", "slLimitPrice", "trailingStop", "activePrice", "tpSize", "slSize"] {
      if let price = try price(name), price != .zero { throw .parameter("params error: \(name) is not supported") }
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
