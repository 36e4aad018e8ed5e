import Model

/// Asks for an open trade to be closed at the market. The answer says that the wish is stored; the position is closed by a worker afterwards.
/// Asking again is harmless.
package struct CloseTrade: AddressedRequest {
  package static let service = ServiceName.executor
  package static let name = "close-trade"
  package static let version = 1

  package let tradeID: TradeID
  /// What the asker saw; another size is refused. nil closes whatever there is.
  package let expectedQuantity: Quantity?
  package let decidedBy: String

  package init(tradeID: TradeID, expectedQuantity: Quantity? = nil, decidedBy: String) {
    self.tradeID = tradeID
    self.expectedQuantity = expectedQuantity
    self.decidedBy = decidedBy
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// The trade is being closed, by this request or an earlier one.
    package let accepted: Bool
    package let message: String

    package init(accepted: Bool, message: String) {
      self.accepted = accepted
      self.message = message
    }
  }
}
