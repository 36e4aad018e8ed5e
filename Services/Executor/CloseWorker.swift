import Bybit
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Closes the trades whose close was asked for. A request lasts until its trade has ended, whoever ended it; ``CloseWatcher`` records that.
struct CloseWorker: Worker {
  let name = "closes"
  let journal: TradeJournal
  let exchange: VerifiedExchange
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  /// How long a filled order may take to show in the positions, before the rest is taken for unfilled.
  static let positionLag = Duration.seconds(2)
  static let pause = Duration.milliseconds(500)

  func step() async throws -> WorkerOutcome {
    let waiting = try await journal.closeRequests()
    if waiting.isEmpty { return .idle(until: time.now + Self.pause) }
    let purposes = Dictionary(uniqueKeysWithValues: waiting.map { ($0.trade.tradeID, $0.purpose) })
    let client = try await exchange.verified()
    return try await TradeRounds(logger: logger, time: time).visit(waiting.map(\.trade)) { trade in
      let orders = ClosingOrders(
        purpose: purposes[trade.tradeID] ?? .close, journal: journal, client: client, time: time, logger: logger,
        killPoints: killPoints)
      return try await advance(trade, orders, client)
    }
  }

  private func advance(_ trade: TradeStorage.Live, _ orders: ClosingOrders, _ client: BybitClient) async throws -> WorkerOutcome {
    switch trade.status {
    case .open: break
    case .pending:
      // A halt has asked: its entry is followed to its end first, so that none fills behind the closing order's back.
      return .idle(until: time.now + Self.pause)
    case .closed, .cancelled, .rejected:
      guard try await orders.settle(trade) else { return .idle(until: time.now + .milliseconds(200)) }
      try await journal.endCloseRequest(trade.tradeID)
      return .worked
    }
    let order = try await journal.order(trade.tradeID, orders.purpose)
    switch order?.state {
    case .sending, .acknowledged: return try await orders.advance(trade, order?.quantity ?? trade.proposal.quantity)
    case .filled:
      let acknowledgedAt = order?.acknowledgedAt ?? trade.createdAt
      // One of the future was sent before the clock was set back.
      if acknowledgedAt <= time.now, time.now < acknowledgedAt + Self.positionLag { return .idle(until: acknowledgedAt + Self.positionLag) }
    case nil, .intended, .failed: break
    }
    let position = try await client.positions(trade.proposal.symbol).first
    guard let position, position.size > .zero, position.side == trade.proposal.side else {
      // Flat, or not ours any more: the watcher finds the end.
      return .idle(until: time.now + .milliseconds(200))
    }
    return try await orders.advance(trade, position.size)
  }
}
