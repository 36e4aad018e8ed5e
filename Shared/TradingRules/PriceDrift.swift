import Model

/// Has the market left the analysed entry? Checked at the approval and again before the order is sent (DESIGN §6.7).
package enum PriceDrift {
  /// - Parameter maximumDrift: in multiples of the ATR.
  /// - Returns: the objection, or nil when the price is still near enough and between stop and target.
  package static func objection(
    _ side: Side, entry: Price, stopLoss: Price, takeProfit: Price, averageTrueRange: Price, lastPrice: Price, maximumDrift: Double
  ) -> String? {
    let price = lastPrice.double
    guard side.sign * (price - stopLoss.double) > 0 else { return "the price \(lastPrice) has passed the stop \(stopLoss)" }
    guard side.sign * (takeProfit.double - price) > 0 else { return "the price \(lastPrice) has passed the target \(takeProfit)" }
    let drift = (lastPrice - entry).magnitude
    guard drift.double <= maximumDrift * averageTrueRange.double else {
      return "the price \(lastPrice) is \(drift) from the entry \(entry), more than \(maximumDrift) ATR"
    }
    return nil
  }
}
