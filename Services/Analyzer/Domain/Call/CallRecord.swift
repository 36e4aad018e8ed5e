import Model

/// How one call ended, as it is stored.
struct CallRecord: Sendable {
  let content: String?
  let usage: TokenUsage?
  let fault: CallFault?
  /// What the model calls itself.
  let answeredBy: String?
  let requestID: String?
  let httpStatus: Int?
  let latency: Duration

  /// A refused request costs nothing. A reply costs its usage; where the server says none, or may have worked without a reply, the
  /// reservation counts, which is the most it can have cost.
  func cost(_ prices: ModelPrices, reserved: Dollars) -> (dollars: Dollars, isEstimate: Bool) {
    if let usage { return (prices.cost(usage), false) }
    let worked = content != nil || httpStatus == 200 || fault?.mayBePaid == true
    return worked ? (reserved, true) : (.zero, false)
  }
}
