import Model

/// The order book as it is shown: the best prices first on both sides.
struct BookDepth: Hashable, Sendable {
  struct Level: Hashable, Sendable {
    let price: Price
    var quantity: Quantity
  }

  var bids: [Level]
  var asks: [Level]
}
