/// The exchange takes an account's positions over, from the control port.
struct Liquidate: Hashable, Codable, Sendable {}
