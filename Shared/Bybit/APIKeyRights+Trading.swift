import Model

extension APIKeyRights {
  /// Whether money can leave the owner's accounts with this key. A bot never needs that.
  package var canWithdraw: Bool { permissions.values.joined().contains { $0.lowercased().hasPrefix("withdraw") } }

  /// Whether the key may place orders for USDT perpetuals.
  package var canTrade: Bool { !isReadOnly && permissions["ContractTrade"]?.contains("Order") == true }

  /// Why no entry may be sent with this key; nil when it may. A stolen key that can withdraw loses the account, not a trade.
  package func objection(in mode: TradingMode) -> String? {
    guard mode == .live, canWithdraw else { return nil }
    return "the API key may withdraw money: make one with the right to trade contracts and nothing else"
  }
}
