/// Funding is paid out of turn, from the control port.
struct PayFunding: Hashable, Codable, Sendable {}
