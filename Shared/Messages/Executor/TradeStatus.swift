import Model

/// The coarse state of a trade (DESIGN §5); finer states live in the executor's orders.
package enum TradeStatus: String, Codable, Sendable, CaseIterable {
  case pending, open, closed, cancelled, rejected
}
