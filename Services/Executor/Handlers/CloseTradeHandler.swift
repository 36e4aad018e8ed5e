import Database
import Messages
import ServiceKit

/// Stores the wish to close a trade. ``CloseWorker`` does the rest.
struct CloseTradeHandler: RequestHandler {
  let database: Database

  func answer(_ request: CloseTrade) async throws -> CloseTrade.Reply {
    try await database.transaction { transaction in
      guard let trade = try TradeStorage(transaction: transaction).find(request.tradeID) else {
        return CloseTrade.Reply(accepted: false, message: "there is no trade \(request.tradeID)")
      }
      let position = "\(trade.side.rawValue) \(trade.quantity) \(trade.symbol)"
      switch trade.status {
      case .pending:
        return CloseTrade.Reply(
          accepted: false,
          message: "\(position) is still pending, its entry has not ended: a halt withdraws what rests of it, and with flatten also closes "
            + "what fills")
      case .closed, .cancelled, .rejected:
        return CloseTrade.Reply(
          accepted: false, message: "\(position) is over already: \(trade.status.rawValue)\(trade.reason.map { ", \($0)" } ?? "")")
      case .open: break
      }
      if let expected = request.expectedQuantity, expected != trade.quantity {
        return CloseTrade.Reply(accepted: false, message: "\(position) does not have the expected quantity \(expected)")
      }
      let requests = CloseRequestStorage(transaction: transaction)
      if try requests.add(request.tradeID, .close, decidedBy: request.decidedBy) {
        return CloseTrade.Reply(accepted: true, message: "\(position) is being closed at the market")
      }
      let first = try requests.decidedBy(request.tradeID) ?? "another request"
      return CloseTrade.Reply(accepted: true, message: "\(position) is being closed already, asked for by \(first)")
    }
  }
}
