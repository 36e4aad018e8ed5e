/// What the API key may do.
package struct APIKeyRights: Sendable, Equatable {
  package let isReadOnly: Bool
  /// Permission names by area, such as `ContractTrade: [Order, Position]`.
  package let permissions: [String: [String]]
  /// Addresses the key is bound to; empty or `*`: any.
  package let addresses: [String]
  /// ISO 8601 as stated; nil when the key does not expire or the server does not say.
  package let expiresAt: String?

  package init(isReadOnly: Bool, permissions: [String: [String]], addresses: [String], expiresAt: String?) {
    self.isReadOnly = isReadOnly
    self.permissions = permissions
    self.addresses = addresses
    self.expiresAt = expiresAt
  }
}
