import Bybit
import Logging
import Messages
import Model
import ServiceKit

/// Closes a position by orders of ours: because it cannot be protected (`flatten`, DESIGN §6.2) or because it was asked for (`close`). They
/// are reduce-only and go the way of entries: committed before they are sent, looked up after any doubt. When one has ended and the
/// position is still there, the next ordinal follows: at once after a fill, later and later while there is none.
struct ClosingOrders: Sendable {
  let purpose: OrderPurpose
  let journal: TradeJournal
  let client: BybitClient
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  /// - Parameter quantity: what is there to close.
  func advance(_ trade: TradeStorage.Live, _ quantity: Quantity) async throws -> WorkerOutcome {
    guard let order = try await journal.order(trade.tradeID, purpose) else { return try await intend(trade, quantity, ordinal: 0) }
    switch order.state {
    case .intended:
      guard order.quantity <= quantity else {
        // Somebody has closed a part since: what is his now must not be taken for ours.
        _ = try await journal.move(order, to: .failed, detail: "only \(quantity) is left to close")
        return .worked
      }
      if order.closesPosition, let outcome = try await hesitate(order, quantity) { return outcome }
      return try await send(order, trade)
    case .sending:
      return try await OrderLookup(journal: journal, client: client, time: time).resolve(order, trade, pause: .milliseconds(200))
    case .acknowledged: return try await settle(trade) ? .worked : .idle(until: time.now + .milliseconds(50))
    case .filled, .failed:
      if let due = try await pause(after: order), time.now < due { return .idle(until: due) }
      return try await intend(trade, quantity, ordinal: (LinkID.ordinal(of: order.linkID) ?? 0) + 1)
    }
  }

  /// - Returns: when the next order may follow; nil when at once.
  private func pause(after order: OrderIntent) async throws -> Timestamp? {
    // One that was never there says nothing about the book, and one of the future was sent before the clock was set back.
    guard order.state == .failed, let sentAt = order.acknowledgedAt, sentAt <= time.now else { return nil }
    return sentAt + ClosingPause.after(try await journal.failures(order.tradeID, order.purpose))
  }

  /// - Returns: nil when the exchange does not say its rules, which must not hold up a close.
  private func rules(of symbol: Symbol) async -> Instrument? {
    do {
      return try await client.instruments(symbol, by: time.now + .seconds(2)).first { $0.symbol == symbol }
    } catch {
      logger.warning("the rules for orders cannot be read", metadata: ["symbol": "\(symbol)", "error": "\(error)"])
      return nil
    }
  }

  /// An order for the whole position must not take what somebody has added meanwhile.
  /// - Returns: nil when the order may go.
  private func hesitate(_ order: OrderIntent, _ quantity: Quantity) async throws -> WorkerOutcome? {
    let position = try await client.positions(order.symbol, by: time.now + .seconds(2)).first
    guard let position, position.size > order.quantity else { return nil }
    guard quantity == order.quantity else {
      _ = try await journal.move(order, to: .failed, detail: "the position is \(position.size) by now")
      return .worked
    }
    logger.error(
      "what is to be closed is less than an order may be, and the position is larger",
      metadata: ["symbol": "\(order.symbol)", "order.link_id": "\(order.linkID)", "position.size": "\(position.size)"])
    return .idle(until: time.now + .seconds(1))
  }

  /// Ends the row of an order that the exchange has ended, or that never went there.
  /// - Returns: false while that cannot be said yet.
  func settle(_ trade: TradeStorage.Live) async throws -> Bool {
    guard let order = try await journal.order(trade.tradeID, purpose) else { return true }
    switch order.state {
    case .filled, .failed: return true
    case .intended:
      _ = try await journal.move(order, to: .failed, detail: "not needed any more")
      return true
    case .sending:
      _ = try await OrderLookup(journal: journal, client: client, time: time).resolve(order, trade, pause: .milliseconds(200))
      return false
    case .acknowledged: return try await follow(order, trade)
    }
  }

  private func follow(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> Bool {
    guard let found = try await client.order(linkID: order.linkID, symbol: order.symbol) else {
      // As with an entry: after a minute without a trace of it the exchange has forgotten it.
      try await journal.countLookup(order)
      guard order.lookups >= ProtectionCheck.lookupsUntilLost,
        time.now >= (order.acknowledgedAt ?? trade.createdAt) + ProtectionCheck.lostAfter
      else { return false }
      _ = try await journal.move(order, to: .failed, detail: "the exchange does not know the acknowledged order")
      return true
    }
    guard found.status.isFinal, found.cumulativeQuantity == .zero || found.averagePrice != nil else { return false }
    try await journal.end(order, trade, as: found)
    return true
  }

  private func intend(_ trade: TradeStorage.Live, _ quantity: Quantity, ordinal: Int) async throws -> WorkerOutcome {
    let size = ClosingSize(quantity, await rules(of: trade.proposal.symbol))
    try await journal.intend(
      trade, purpose, side: trade.proposal.side.opposite, quantity: size.quantity, ordinal: ordinal, closesPosition: size.closesPosition)
    if trade.status == .pending {
      logger.critical("position without a stop is flattened", metadata: metadata(trade))
    } else {
      // A halt that flattens, or a stop that was lost and not found again: nobody has asked for this position.
      logger.notice(purpose == .flatten ? "position is flattened" : "position is closed as asked for", metadata: metadata(trade))
    }
    return .worked
  }

  private func send(_ intended: OrderIntent, _ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    // The trade may have ended since it was read.
    guard let order = try await journal.startClosing(intended, trade) else { return .worked }
    do {
      let request = OrderRequest(
        symbol: order.symbol, side: order.side, type: .market, quantity: order.quantity, linkID: order.linkID, reduceOnly: true,
        closesPosition: order.closesPosition)
      killPoints.reach(.orderBeforeSend)
      let acknowledgement = try await client.place(request, by: time.now + .seconds(2))
      killPoints.reach(.orderAfterSend)
      try await journal.acknowledge(order, trade, exchangeOrderID: acknowledgement.orderID)
      return .worked
    } catch let error as BybitError {
      logger.error("the closing order was not acknowledged", metadata: metadata(trade, error))
      switch SendOutcome(error.kind) {
      // A refused order never existed: the same id may be sent again, for as long as the position is there; unless its size was the reason.
      case .refused where await !isOfSize(order):
        _ = try await journal.move(order, to: .failed, detail: "\(error)")
      case .refused, .notSent: _ = try await journal.move(order, to: .intended, detail: "\(error)")
      case .unknown: break
      }
      return .idle(until: time.now + .milliseconds(500))
    }
  }

  /// Whether the exchange's rules of this moment would give the order its size again.
  private func isOfSize(_ order: OrderIntent) async -> Bool {
    guard let rules = await rules(of: order.symbol) else { return true }
    return ClosingSize(order.quantity, rules) == ClosingSize(order.quantity, closesPosition: order.closesPosition)
  }

  private func metadata(_ trade: TradeStorage.Live, _ error: (any Error)? = nil) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      "symbol": "\(trade.proposal.symbol)", "trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)",
    ]
    if let error { metadata["error"] = "\(error)" }
    return metadata
  }
}
