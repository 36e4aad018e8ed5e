import Exchange
import Messages
import Model
import ServiceKit

/// Makes a trade of someone else's position because a person says so.
struct AdoptPositionHandler: RequestHandler {
  let adopter: PositionAdopter

  func answer(_ request: AdoptPosition) async throws -> AdoptPosition.Reply {
    let wish = PositionAdopter.Wish(
      symbol: request.symbol, stopLoss: request.stopLoss, takeProfit: request.takeProfit, decidedBy: request.decidedBy)
    switch try await adopter.adopt(wish) {
    case .adopted(let trade):
      let levels = "stop \(trade.stopLoss?.description ?? "–"), target \(trade.takeProfit?.description ?? "–")"
      return AdoptPosition.Reply(
        accepted: true, message: "\(trade.side.rawValue) \(trade.quantity) \(trade.symbol) is a trade now: \(levels), both read back",
        trade: trade)
    case .flattening(let trade, let reason):
      return AdoptPosition.Reply(accepted: false, message: "\(trade.symbol) is flattened: \(reason)", trade: trade)
    case .refused(let reason), .unprotected(let reason): return AdoptPosition.Reply(accepted: false, message: reason)
    }
  }
}
