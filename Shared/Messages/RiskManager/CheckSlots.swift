import Model

/// Is there room for another trade (step 0 of a cycle)?
package struct CheckSlots: AddressedRequest, ReadRequest {
  package static let service = ServiceName.riskManager
  package static let name = "check-slots"
  package static let version = 1

  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let limit: Int
    package let occupied: Int
    /// Symbols with a reserved or live trade.
    package let symbols: [Symbol]
    /// Why no cycle should start although a slot may be free: `paused`, `halted`, `dailyLoss`, `drawdown`.
    package let stopReason: String?
    package let stopMessage: String?

    package init(limit: Int, occupied: Int, symbols: [Symbol], stopReason: String? = nil, stopMessage: String? = nil) {
      self.limit = limit
      self.occupied = occupied
      self.symbols = symbols
      self.stopReason = stopReason
      self.stopMessage = stopMessage
    }
  }
}
