import Model

/// One comparison as it is kept.
struct ReconciliationReport: Sendable {
  let at: Timestamp
  let trades: Int
  let positions: Int
  let orders: Int
  let differences: [Difference]
  let walletBalance: Money
  let isFlat: Bool
  /// What the wallet changed by since the last comparison beyond what was booked; nil unless both found everything flat.
  let unexplained: Money?
}
