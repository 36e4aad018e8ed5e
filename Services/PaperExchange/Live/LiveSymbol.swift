import Model

/// One perpetual of another exchange, as it was when this market was loaded.
struct LiveSymbol: Sendable {
  let contract: Contract
  /// Ascending; the last one ends where this market begins.
  let history: [TickCandle]
}
