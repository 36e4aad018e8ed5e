import Model

/// One trade as everybody sees it.
struct PublicTrade: Hashable, Sendable {
  let id: String
  let symbol: Symbol
  /// Of the order that took.
  let side: Side
  let price: Price
  let quantity: Quantity
  /// Milliseconds since 1970.
  let time: Int64
}
