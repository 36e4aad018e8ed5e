import Bybit
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Looks after the stops of open trades. One that vanishes, whoever took it away, is set again at once; a position whose stop cannot be set is
/// flattened (DESIGN §6.2). How long it was without one is kept: it ends with the stop, or with the position. A position that is not the
/// trade's any more is left alone.
struct ProtectionKeeper: Worker {
  let name = "protection"
  let journal: TradeJournal
  let exchange: VerifiedExchange
  /// Beyond it an unprotected position is reported while it lasts.
  let limit: Duration
  let time: TimeSource
  let logger: Logger

  /// Settings in vain before the position is flattened.
  static let repairs = 3
  static let interval = Duration.seconds(1)

  func step() async throws -> WorkerOutcome {
    let trades = try await journal.trades(.open)
    if trades.isEmpty { return .idle }
    let client = try await exchange.verified()
    let positions = try await client.positions()
    let next = time.now + Self.interval
    let doubtful = trades.filter { trade in
      let finding = finding(positions.first { $0.symbol == trade.proposal.symbol }, trade)
      return finding == .missing || finding == .passed
    }
    let gaps = try await journal.protectionGaps()
    for trade in trades where gaps.contains(trade.tradeID) && !doubtful.contains(where: { $0.tradeID == trade.tradeID }) {
      // Set by someone else, or the position is gone: either way nothing is unprotected any more.
      try await end(trade, finding(positions.first { $0.symbol == trade.proposal.symbol }, trade))
    }
    if doubtful.isEmpty { return .idle(until: next) }
    return try await TradeRounds(logger: logger, time: time).visit(doubtful) { trade in
      try await repair(trade, client)
      return .idle(until: next)
    }
  }

  private func finding(_ position: Position?, _ trade: TradeStorage.Live) -> ProtectionFinding {
    ProtectionFinding(position, side: trade.proposal.side, stopLoss: trade.proposal.stopLoss)
  }

  private func repair(_ trade: TradeStorage.Live, _ client: BybitClient) async throws {
    let proposal = trade.proposal
    let ended: PositionFills?
    do { ended = try await ends(client).fills(trade, by: time.now + .seconds(2)) } catch {
      // A stop does no harm; nothing is closed before it can be said.
      logger.error("it cannot be said whose position has no stop", metadata: metadata(trade, error))
      ended = nil
    }
    if let ended { return try await leave(trade, ended, client) }
    if try await journal.beginGap(trade.tradeID) { logger.error("an open position has lost its stop", metadata: metadata(trade)) }
    for _ in 0..<Self.repairs {
      let found = finding(try await client.positions(proposal.symbol).first, trade)
      switch found {
      case .protected, .notOurs: return try await end(trade, found)
      case .passed: return try await flatten(trade, client, "the price has passed the missing stop, the position is flattened")
      case .missing: break
      }
      await StopSetter(client: client, time: time, logger: logger).set(proposal)
    }
    let last = finding(try await client.positions(proposal.symbol).first, trade)
    if last == .protected { return try await end(trade, last) }
    try await flatten(trade, client, "the stop cannot be set, the position is flattened")
  }

  private func ends(_ client: BybitClient) -> TradeEnd { TradeEnd(journal: journal, client: client, logger: logger) }

  /// - Throws: when it cannot be said now whether the position is the trade's.
  private func flatten(_ trade: TradeStorage.Live, _ client: BybitClient, _ why: Logger.Message) async throws {
    if let ended = try await ends(client).fills(trade, by: time.now + .seconds(2)) { return try await leave(trade, ended, client) }
    guard let duration = try await journal.flatten(trade) else { return }
    logger.critical(why, metadata: metadata(trade))
    report(trade, duration)
  }

  /// The trade's position is closed. What is there was opened since, by somebody else: it is not touched, and reconciled as any unknown one.
  private func leave(_ trade: TradeStorage.Live, _ ended: PositionFills, _ client: BybitClient) async throws {
    logger.error("a position without a stop is not the trade's any more, it is not touched", metadata: metadata(trade))
    try await end(trade, .notOurs)
    try await ends(client).record(trade, ended)
  }

  private func end(_ trade: TradeStorage.Live, _ finding: ProtectionFinding) async throws {
    guard let duration = try await journal.endGap(trade, isProtected: finding == .protected) else { return }
    report(trade, duration)
  }

  private func report(_ trade: TradeStorage.Live, _ duration: Duration) {
    guard duration > limit else { return }
    logger.critical(
      "a position was without a stop for too long",
      metadata: metadata(trade).merging(["unprotected.milliseconds": "\(duration.wholeMilliseconds)"]) { $1 })
  }

  private func metadata(_ trade: TradeStorage.Live, _ error: (any Error)? = nil) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      "symbol": "\(trade.proposal.symbol)", "trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)",
    ]
    if let error { metadata["error"] = "\(error)" }
    return metadata
  }
}
