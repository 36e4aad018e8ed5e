import Bybit
import Messages
import Model
import ServiceKit

/// Finds out what became of an order that may have been sent (DESIGN §6.1): the same for entries and for closing orders.
struct OrderLookup: Sendable {
  let journal: TradeJournal
  let client: BybitClient
  let time: TimeSource

  /// Found → acknowledged. Certainly never arrived → intended, so that the same link id may be sent again. Else asked again after `pause`.
  func resolve(_ order: OrderIntent, _ trade: TradeStorage.Live, pause: Duration) async throws -> WorkerOutcome {
    // Before the question: what arrives while it travels is not in its answer.
    let askedAt = time.now
    if let found = try await client.order(linkID: order.linkID, symbol: order.symbol) {
      try await journal.acknowledge(order, trade, exchangeOrderID: found.orderID)
      return .worked
    }
    try await journal.countLookup(order)
    guard EntryAction.neverArrived(order, lookups: order.lookups + 1, askedAt: askedAt) else { return .idle(until: time.now + pause) }
    _ = try await journal.move(order, to: .intended, detail: "never arrived")
    return .worked
  }
}
