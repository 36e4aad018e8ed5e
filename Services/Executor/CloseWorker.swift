import Bybit
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Closes the trades whose close was asked for. A request lasts until its trade has ended, whoever ended it.
///
/// Before each sending the executions are asked whose position is there: one that somebody has opened after ours was closed is not sold, our
/// trade just ends. While they cannot be read nothing is sold; it is tried again, later and later, and a person is told.
struct CloseWorker: Worker {
  let name = "closes"
  let journal: TradeJournal
  let exchange: VerifiedExchange
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints
  private let doubts = ClosingDoubts()

  init(journal: TradeJournal, exchange: VerifiedExchange, time: TimeSource, logger: Logger, killPoints: KillPoints) {
    self.journal = journal
    self.exchange = exchange
    self.time = time
    self.logger = logger
    self.killPoints = killPoints
  }

  /// How long a filled order may take to show in the positions, before the rest is taken for unfilled.
  static let positionLag = Duration.seconds(2)
  static let pause = Duration.milliseconds(500)
  /// Of one read.
  private static let limit = Duration.seconds(2)

  func step() async throws -> WorkerOutcome {
    let waiting = try await journal.closeRequests()
    if waiting.isEmpty { return .idle(until: time.now + Self.pause) }
    doubts.keep(waiting.map(\.trade.tradeID))
    let requests = Dictionary(uniqueKeysWithValues: waiting.map { ($0.trade.tradeID, $0) })
    let client = try await exchange.verified()
    return try await TradeRounds(logger: logger, time: time).visit(waiting.map(\.trade)) { trade in
      let request = requests[trade.tradeID]
      let orders = ClosingOrders(
        purpose: request?.purpose ?? .close, journal: journal, client: client, time: time, logger: logger, killPoints: killPoints)
      return try await advance(trade, atMost: request?.atMost, orders, client)
    }
  }

  private func advance(
    _ trade: TradeStorage.Live, atMost: Quantity?, _ orders: ClosingOrders, _ client: BybitClient
  ) async throws -> WorkerOutcome {
    switch trade.status {
    case .open: break
    case .pending:
      // Its entry is withdrawn and followed to its end first, so that none fills behind the closing order's back.
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
    let history = try await history(trade, client)
    if let history, history.isOver {
      // What is there now, if anything, was opened since by somebody else.
      try await TradeEnd(journal: journal, client: client, logger: logger).record(trade, history)
      return .idle(until: time.now + .milliseconds(200))
    }
    let position = try await client.positions(trade.proposal.symbol, by: time.now + Self.limit).first
    guard let position, position.size > .zero, position.side == trade.proposal.side else {
      // Flat, or not ours any more: the watcher finds the end.
      return .idle(until: time.now + .milliseconds(200))
    }
    let share = try ClosingShare.of(position.size, atMost: atMost, history)
    guard share > .zero else { return .idle(until: time.now + Self.pause) }
    return try await orders.advance(trade, share)
  }

  private func history(_ trade: TradeStorage.Live, _ client: BybitClient) async throws -> PositionFills? {
    do {
      let history = try await TradeEnd(journal: journal, client: client, logger: logger).history(trade, by: time.now + Self.limit)
      doubts.end(trade.tradeID)
      return history
    } catch {
      if doubts.isToBeTold(trade.tradeID, at: time.now) {
        try await journal.tellDoubt(trade, "its executions cannot be read, so it cannot be said whose position is there: \(error)")
      }
      throw error
    }
  }
}
