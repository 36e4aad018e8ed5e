import Model

/// The counterparty of everything that clients trade with the played market rather than with one another.
struct MarketMaker: Hashable, Sendable {
  /// Bought less sold.
  var position = Quantity.zero
  /// Value of everything sold less value of everything bought.
  var proceeds = Money.zero
}
