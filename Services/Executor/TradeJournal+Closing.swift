import Bybit
import Database
import Messages
import Model

extension TradeJournal {
  /// A closing order has come to its end at the exchange. When many in a row have ended without a fill, a person is told.
  func end(_ order: OrderIntent, _ trade: TradeStorage.Live, as found: Order) async throws {
    try await database.transaction { transaction in
      let orders = OrderStorage(transaction: transaction)
      let isFilled = found.cumulativeQuantity > .zero
      let detail = "\(found.status.name) \(found.cumulativeQuantity)\(found.rejectReason.map { ", \($0)" } ?? "")"
      guard try orders.move(order, to: isFilled ? .filled : .failed, detail: detail) else { return }
      guard isFilled else {
        let failures = try orders.failures(order.tradeID, order.purpose)
        guard ClosingPause.isAlarming(failures) else { return }
        let message = "\(order.symbol) cannot be closed: \(failures) orders in a row ended without a fill, the last one as \(detail)"
        try transaction.publish(
          ServiceAlert(code: .closingFails, producer: .executor, eventID: nil, message: message), by: .executor,
          Cause(correlationID: trade.cause.correlationID))
        return
      }
      guard let price = found.averagePrice else { return }
      try transaction.publish(
        OrderFilled(
          tradeID: trade.tradeID, orderID: order.orderID, symbol: order.symbol, side: order.side, quantity: found.cumulativeQuantity,
          averagePrice: price, fee: found.cumulativeFee, purpose: order.purpose), trade.cause, effectKey: order.linkID.description)
    }
  }

  /// A close that was asked for cannot go on. A person is told; it is tried again all the same.
  func tellDoubt(_ trade: TradeStorage.Live, _ why: String) async throws {
    try await database.transaction { transaction in
      try transaction.publish(
        ServiceAlert(
          code: .closingFails, producer: .executor, eventID: nil, message: "\(trade.proposal.symbol) is not closed as asked for: \(why)"),
        by: .executor, Cause(correlationID: trade.cause.correlationID))
    }
  }

  /// Who asked for the trade's close; nil when nobody has.
  func closeAskedBy(_ tradeID: TradeID) async throws -> String? {
    try await database.transaction { try CloseRequestStorage(transaction: $0).decidedBy(tradeID) }
  }

  /// How many closing orders in a row have ended without a fill.
  func failures(_ tradeID: TradeID, _ purpose: OrderPurpose) async throws -> Int {
    try await database.transaction { try OrderStorage(transaction: $0).failures(tradeID, purpose) }
  }
}
