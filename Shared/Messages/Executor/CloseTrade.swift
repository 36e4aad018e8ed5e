import Model

/// Asks for a trade to be closed at the market. The answer says that the wish is stored; the position is closed by a worker afterwards. Of an
/// entry that has not ended what rests is withdrawn and what has filled is closed; one that has not left ends with the answer. Asking again
/// is harmless.
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

  /// As somebody sees the trade: with its size, which an entry that has not ended does not have yet.
  package init(_ trade: Trade, decidedBy: String) {
    self.init(tradeID: trade.tradeID, expectedQuantity: trade.status == .pending ? nil : trade.quantity, decidedBy: decidedBy)
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// The trade is being closed or its entry withdrawn, by this request or an earlier one.
    package let accepted: Bool
    package let message: String

    package init(accepted: Bool, message: String) {
      self.accepted = accepted
      self.message = message
    }
  }
}
