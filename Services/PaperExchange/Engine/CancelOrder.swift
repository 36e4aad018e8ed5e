import Model

struct CancelOrder: Hashable, Codable, Sendable {
  let symbol: Symbol
  let order: OrderReference
}
