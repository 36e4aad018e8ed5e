import Messages
import Messaging
import Model

/// What the executor knows and does, as far as a reconciliation needs it.
protocol TradeBooks: Sendable {
  /// Pending and open trades.
  func liveTrades() async throws -> [Trade]
  /// The sum of what was booked from one moment up to another.
  func booked(from: Timestamp, to: Timestamp) async throws -> Money
  func cancelLeftover(_ symbol: Symbol, exchangeOrderID: String) async throws -> CancelLeftover.Reply
  func quarantines() async throws -> [Quarantine]
  func resolve(_ symbol: Symbol, observedAt: Timestamp) async throws -> ResolveUnknownPosition.Reply
}

struct BusTradeBooks: TradeBooks {
  let bus: Bus

  /// More live trades than this cannot be: there is at most one a symbol, and slots are fewer by far.
  private static let maximumLive = 200

  func liveTrades() async throws -> [Trade] {
    let pending = try await bus.ask(ListTrades(status: .pending, limit: Self.maximumLive)).trades
    // In this order: a trade that opens in between is then in both lists, and never in none.
    let open = try await bus.ask(ListTrades(status: .open, limit: Self.maximumLive)).trades
    return open + pending.filter { trade in !open.contains { $0.tradeID == trade.tradeID } }
  }

  func booked(from: Timestamp, to: Timestamp) async throws -> Money {
    var sum = Money.zero
    var key: String?
    repeat {
      let page = try await bus.ask(ExportRows(table: .ledger, from: from, to: to, afterKey: key))
      sum = page.ledger.reduce(sum) { $0 + $1.amount }
      key = page.nextKey
    } while key != nil
    return sum
  }

  func cancelLeftover(_ symbol: Symbol, exchangeOrderID: String) async throws -> CancelLeftover.Reply {
    try await bus.ask(CancelLeftover(symbol: symbol, exchangeOrderID: exchangeOrderID))
  }

  func quarantines() async throws -> [Quarantine] { try await bus.ask(ListQuarantines()).quarantines }

  /// Longer than what the executor allows itself at the exchange.
  func resolve(_ symbol: Symbol, observedAt: Timestamp) async throws -> ResolveUnknownPosition.Reply {
    try await bus.ask(ResolveUnknownPosition(symbol: symbol, observedAt: observedAt), within: .seconds(12))
  }
}
