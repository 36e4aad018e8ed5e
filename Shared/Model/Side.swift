/// The side of an order, and of the position it opens: `Buy` is long. Spelled as the exchange and the seed's tables spell it.
package enum Side: String, Codable, Sendable, CaseIterable {
  case buy = "Buy"
  case sell = "Sell"

  package var opposite: Side { self == .buy ? .sell : .buy }
  /// +1 for a long, −1 for a short.
  package var sign: Double { self == .buy ? 1 : -1 }
}
