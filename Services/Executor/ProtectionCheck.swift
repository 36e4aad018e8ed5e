import Bybit
import Logging
import Messages
import Model
import ServiceKit

/// Follows an acknowledged entry until it has ended and its position is protected: the stop is read back, set at once if it is missing, and if
/// that does not help the position is flattened (DESIGN §6.2). What has filled while the rest still waits is protected the same way.
struct ProtectionCheck: Sendable {
  let journal: TradeJournal
  let client: BybitClient
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints
  let terms: EntryTerms

  static let lookupsUntilLost = 10
  static let lostAfter = Duration.seconds(60)

  func follow(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    if try await resting.withdrawAtOnce(order, trade) { return .worked }
    guard let found = try await client.order(linkID: order.linkID, symbol: order.symbol, by: time.now + .seconds(2)) else {
      return try await missing(order, trade)
    }
    let flattening = ClosingOrders(
      purpose: .flatten, journal: journal, client: client, time: time, logger: logger, killPoints: killPoints)
    switch life(order, found) {
    case .pending: return try await resting.advance(order, found, trade, nil)
    case .partiallyFilled: return try await followPart(order, found, trade, flattening)
    case .filled, .closed: break
    case .cancelled, .rejected:
      let end = "the exchange ended the entry as \(found.status.name)\(found.rejectReason.map { ": \($0)" } ?? "")"
      let withdrawal = order.withdrawal ?? Withdrawal(reason: "notFilled", message: end)
      try await journal.fail(
        trade, order, status: found.status == .rejected ? .rejected : .cancelled, reason: withdrawal.reason, message: withdrawal.message)
      return .worked
    }
    // The stop before anything else: the executions may appear later than the position.
    let isFlattening = try await journal.order(trade.tradeID, .flatten) != nil
    let reading = try await stops.read(trade.proposal, repairs: isFlattening ? 1 : StopReader.repairs)
    let exits = reading.isComplete ? nil : try await exits(order, found, reading)
    if reading == .missing, exits == nil { return try await flattening.advance(trade, found.cumulativeQuantity) }
    var protectedAt = order.protectedAt ?? client.estimatedServerTime

    let executions = try await client.executions(order.symbol, linkID: order.linkID)
    let filled = executions.reduce(Quantity.zero) { $0 + $1.quantity }
    guard filled >= found.cumulativeQuantity, let first = executions.first, let average = ClosedTrade.averagePrice(executions) else {
      return .idle(until: time.now + .milliseconds(50))
    }
    var levels = (stopLoss: trade.proposal.stopLoss, takeProfit: trade.proposal.takeProfit)
    switch reading {
    case .complete(let stopLoss, let takeProfit): levels = (stopLoss, takeProfit)
    case .missing, .flat:
      // Closed again since the fill, if the executions say so too: a position that is there is somebody else's then. Without them it is not
      // shown yet, and its stop still unknown.
      guard let exits else { return .idle(until: time.now + .milliseconds(100)) }
      if let last = exits.last, order.protectedAt == nil { protectedAt = last.at }
    }
    // The stop may have come while a closing order was on its way: that order has an end of its own first.
    if isFlattening { guard try await flattening.settle(trade) else { return .idle(until: time.now + .milliseconds(100)) } }
    try await journal.open(
      trade, order,
      OpenedPosition(
        exchangeOrderID: found.orderID, quantity: filled, entryPrice: average, stopLoss: levels.stopLoss,
        takeProfit: levels.takeProfit, fee: executions.reduce(.zero) { $0 + $1.fee }, executions: executions,
        unprotected: max(.zero, protectedAt - first.at)))
    return .worked
  }

  /// What has closed everything again that the entry has filled so far; nil while the executions do not say that.
  private func exits(_ order: OrderIntent, _ found: Order, _ reading: ProtectionReading) async throws -> [Execution]? {
    let deadline = time.now + .seconds(2)
    do {
      let entries = try await client.executions(order.symbol, linkID: order.linkID, by: deadline)
      let filled = entries.reduce(Quantity.zero) { $0 + $1.quantity }
      guard let first = entries.first, filled >= found.cumulativeQuantity else { return nil }
      let exits = ClosedTrade.exits(
        in: try await client.executions(order.symbol, since: first.at - .seconds(5), by: deadline), of: order.side, since: first.at)
      return exits.reduce(.zero) { $0 + $1.quantity } >= filled ? exits : nil
    } catch {
      // What our order has just filled does not stay without a stop until the executions can be read.
      guard reading == .missing else { throw error }
      logger.error(
        "the executions of a position without a stop cannot be read",
        metadata: ["order.link_id": "\(order.linkID)", "symbol": "\(order.symbol)", "error": "\(error)"])
      return nil
    }
  }

  private var stops: StopReader { StopReader(client: client, time: time, logger: logger) }

  private var resting: RestingEntry {
    RestingEntry(journal: journal, client: client, terms: terms, time: time, logger: logger)
  }

  /// A part is a position already: its stop comes first. If it has none, the rest is cancelled and the part is closed without waiting for
  /// that.
  private func followPart(
    _ order: OrderIntent, _ found: Order, _ trade: TradeStorage.Live, _ flattening: ClosingOrders
  ) async throws -> WorkerOutcome {
    let isFlattening = try await journal.order(trade.tradeID, .flatten) != nil
    let reading = try await stops.read(trade.proposal, repairs: isFlattening ? 1 : StopReader.repairs)
    if reading.isComplete {
      try await journal.markProtected(order, at: client.estimatedServerTime)
      return try await resting.advance(order, found, trade, reading)
    }
    // As in `follow`: closed again, not shown yet, or without a stop.
    if try await exits(order, found, reading) != nil { return try await resting.advance(order, found, trade, .flat) }
    guard reading == .missing else { return try await resting.advance(order, found, trade, nil) }
    do { _ = try await resting.advance(order, found, trade, reading) } catch {
      logger.error(
        "the rest of an unprotected entry could not be withdrawn",
        metadata: ["trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)", "error": "\(error)"])
    }
    return try await flattening.advance(trade, found.cumulativeQuantity)
  }

  private func life(_ order: OrderIntent, _ found: Order) -> EntryState {
    var life = TradeLife(symbol: order.symbol, side: order.side, entryLink: order.linkID, ordered: order.quantity)
    do throws(TradeLife.Refusal) { try life.apply(.order(found)) } catch {
      // More than was ordered: a person should know, and the position needs its stop all the more.
      logger.error(
        "an illegal transition is refused", metadata: ["order.link_id": "\(order.linkID)", "error": "\(error)"])
      return .filled
    }
    return life.entryState
  }

  /// The exchange has acknowledged the order and does not list it. After a minute without a trace of it the trade has failed: its order was
  /// cancelled unfilled so long ago that the exchange has forgotten it, or the exchange has lost its state.
  private func missing(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    try await journal.countLookup(order)
    let acknowledgedAt = order.acknowledgedAt ?? trade.createdAt
    guard order.lookups >= Self.lookupsUntilLost, time.now >= acknowledgedAt + Self.lostAfter else {
      return .idle(until: time.now + (order.lookups < 5 ? .milliseconds(200) : .seconds(2)))
    }
    let executions = try await client.executions(order.symbol, linkID: order.linkID)
    let position = try await client.positions(order.symbol).first
    guard executions.isEmpty, (position?.size ?? .zero) == .zero else {
      logger.error(
        "the exchange does not list an order that has filled",
        metadata: ["order.link_id": "\(order.linkID)", "symbol": "\(order.symbol)", "correlation.id": "\(trade.proposal.cycleID)"])
      return .idle(until: time.now + .seconds(5))
    }
    try await journal.fail(
      trade, order, status: .cancelled, reason: "notFound", message: "the exchange does not know the acknowledged order \(order.linkID)")
    return .worked
  }
}
