import Database
import Messages
import Model
import ServiceKit

/// Stores the wish to close a trade. ``CloseWorker`` does the rest. An entry that has not ended is withdrawn by the way of a halt: one that has
/// not left ends at once, any other as soon as the exchange says what became of it; what has filled is closed then.
struct CloseTradeHandler: RequestHandler {
  let database: Database

  func answer(_ request: CloseTrade) async throws -> CloseTrade.Reply {
    try await database.transaction { transaction in
      guard let trade = try TradeStorage(transaction: transaction).find(request.tradeID) else {
        return CloseTrade.Reply(accepted: false, message: "there is no trade \(request.tradeID)")
      }
      let position = "\(trade.side.rawValue) \(trade.quantity) \(trade.symbol)"
      switch trade.status {
      case .closed, .cancelled, .rejected:
        return CloseTrade.Reply(
          accepted: false, message: "\(position) is over already: \(trade.status.rawValue)\(trade.reason.map { ", \($0)" } ?? "")")
      case .pending, .open: break
      }
      if let expected = request.expectedQuantity, expected != trade.quantity {
        return CloseTrade.Reply(accepted: false, message: "\(position) does not have the expected quantity \(expected)")
      }
      if trade.status == .pending, try Self.withdraw(request, transaction) {
        return CloseTrade.Reply(accepted: true, message: "the entry \(position) had not left yet and is withdrawn")
      }
      let requests = CloseRequestStorage(transaction: transaction)
      guard try requests.add(request.tradeID, .close, decidedBy: request.decidedBy) else {
        let first = try requests.decidedBy(request.tradeID) ?? "another request"
        return CloseTrade.Reply(accepted: true, message: "\(position) is being closed already, asked for by \(first)")
      }
      let message = trade.status == .open ? "\(position) is being closed at the market" : try Self.following(request, position, transaction)
      return CloseTrade.Reply(accepted: true, message: message)
    }
  }

  /// - Returns: false when the entry may have left, or has become a position meanwhile.
  private static func withdraw(_ request: CloseTrade, _ transaction: Transaction) throws -> Bool {
    let pending = try TradeStorage(transaction: transaction).live(.pending)
    guard let trade = pending.first(where: { $0.tradeID == request.tradeID }) else { return false }
    let asked = Withdrawal.asked(by: request.decidedBy)
    return try EntryWithdrawal(transaction: transaction)
      .end(trade, reason: asked.reason, message: asked.message, causedBy: trade.causedBy)
  }

  private static func following(_ request: CloseTrade, _ position: String, _ transaction: Transaction) throws -> String {
    let entry = try OrderStorage(transaction: transaction).latest(request.tradeID, .entry)
    return entry?.state == .acknowledged
      ? "the entry \(position) is at the exchange: what rests of it is withdrawn, what has filled is closed at the market"
      : "the entry \(position) may have left, its outcome is not known yet: as soon as it is, what rests is withdrawn and what has filled is "
        + "closed at the market"
  }
}
