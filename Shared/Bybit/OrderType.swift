import Model

package enum OrderType: Sendable, Equatable {
  case market
  case limit(Price)

  var name: String { self == .market ? "Market" : "Limit" }
}
