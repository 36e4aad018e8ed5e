import Model

/// A jump of the last price, from the control port.
struct ShockPrice: Hashable, Codable, Sendable {
  let symbol: Symbol
  let price: Price
}
