import Bybit
import Database
import Exchange
import Messages
import Model
import ServiceKit

/// Cancels what a trade has left behind, after a look of its own: the asker's may be old.
struct CancelLeftoverHandler: RequestHandler {
  let database: Database
  let exchange: VerifiedExchange
  let time: TimeSource

  func answer(_ request: CancelLeftover) async throws -> CancelLeftover.Reply {
    let (symbol, wanted) = (request.symbol, request.exchangeOrderID)
    let isTraded = try await database.transaction { try TradeStorage(transaction: $0).isLive(symbol) }
    guard !isTraded else { return CancelLeftover.Reply(accepted: false, message: "\(symbol) has a live trade") }
    let client = try await exchange.verified()
    let deadline = time.now + .seconds(2)
    guard let order = try await client.openOrders(symbol, by: deadline).first(where: { $0.orderID == wanted }) else {
      return CancelLeftover.Reply(accepted: true, message: "the order is gone already")
    }
    guard try await client.positions(symbol, by: deadline).allSatisfy({ $0.size == .zero }) else {
      return CancelLeftover.Reply(accepted: false, message: "\(symbol) has a position, which the order may protect")
    }
    guard order.isLeftoverWhenFlat else {
      return CancelLeftover.Reply(accepted: false, message: "the order is not ours")
    }
    do {
      _ = try await client.cancel(.orderID(wanted), symbol, by: deadline)
    } catch {
      guard error.kind == .notFound else { throw error }
    }
    return CancelLeftover.Reply(accepted: true, message: "the order is cancelled")
  }
}
