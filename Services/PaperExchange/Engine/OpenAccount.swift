import Model

struct OpenAccount: Hashable, Codable, Sendable {
  let key: String
  let balance: Money
}
