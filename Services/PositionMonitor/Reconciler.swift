import Bybit
import Database
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Compares our trades with all of the exchange's positions and orders: at start, every interval, and again five seconds after anything was
/// found (DESIGN §6.3). Each comparison leaves a row. A query that fails is not a comparison.
struct Reconciler: Worker {
  let name = "reconciler"
  let database: Database
  let exchange: VerifiedExchange
  let books: any TradeBooks
  let interval: Duration
  let startedAt: Timestamp
  let time: TimeSource
  let logger: Logger

  /// What ``PositionTracker`` raises, more often than this looks, and what needs nobody.
  private static let silent: [PositionAlert.Code] = [.unprotected, .vanished, .sizeMismatch, .staleQuarantine]

  func step() async throws -> WorkerOutcome {
    let (last, flat) = try await database.transaction { transaction in
      let storage = ReconciliationStorage(transaction: transaction)
      return (try storage.last(), try storage.lastFlat())
    }
    // A comparison of the future was made before the clock was set back.
    if let last, last.processStartedAt == startedAt.microsecondPrecision, last.at <= time.now {
      let due = last.at + (last.isInDoubt ? min(interval, PositionCheck.doubt) : interval)
      guard time.now >= due else { return .idle(until: due) }
    }
    let client = try await exchange.verified()
    let quarantines = try await books.quarantines()
    let trades = try await books.liveTrades()
    let at = time.now.microsecondPrecision
    let positions = try await client.positions()
    let orders = try await client.openOrders()
    let wallet = try await client.wallet().walletBalance
    let result = Reconciliation(trades: trades, positions: positions, orders: orders, quarantines: quarantines)
    var unexplained: Money?
    if let flat, flat.at <= at, result.isFlat {
      unexplained = wallet - flat.walletBalance - (try await books.booked(from: flat.at, to: at))
    }
    let report = ReconciliationReport(
      at: at, trades: trades.count, positions: positions.count, orders: orders.count, differences: result.differences,
      walletBalance: wallet, isFlat: result.isFlat, unexplained: unexplained)
    let confirmed = try await save(report)
    if let unexplained, unexplained != .zero {
      // A deposit, a withdrawal, a transfer or someone else's trade; or a booking of ours that is wrong.
      logger.warning("the wallet changed by more than was booked", metadata: ["wallet.unexplained": "\(unexplained)"])
    }
    for difference in confirmed { await request(difference.difference, since: difference.since) }
    return .worked
  }

  /// - Returns: what two reads five seconds apart have shown.
  private func save(_ report: ReconciliationReport) async throws -> [(difference: Difference, since: Timestamp)] {
    try await database.transaction { transaction in
      let storage = ReconciliationStorage(transaction: transaction)
      let seen = try storage.remember(report.differences, at: report.at)
      let confirmed = report.differences.filter { PositionCheck.counts($0.code, since: seen[$0.key], now: report.at) }
        .map { (difference: $0, since: seen[$0.key] ?? report.at) }
      for (difference, _) in confirmed {
        guard try storage.confirm(difference, at: report.at), !Self.silent.contains(difference.code) else { continue }
        let effect = "reconciliation/\(difference.key)/\(seen[difference.key]?.description ?? "")"
        try transaction.publish(
          PositionAlert(tradeID: difference.tradeID, symbol: difference.symbol, code: difference.code, message: difference.message),
          Cause(correlationID: CorrelationID.random()), effectKey: effect)
      }
      try storage.add(report, processStartedAt: startedAt.microsecondPrecision, isInDoubt: confirmed.count < report.differences.count)
      return confirmed
    }
  }

  /// Asks the executor for what can be done without a person. Asked again at the next comparison if it did not help.
  private func request(_ difference: Difference, since: Timestamp) async {
    var metadata: Logger.Metadata = ["symbol": "\(difference.symbol)", "difference.code": "\(difference.code.rawValue)"]
    do {
      switch difference.code {
      case .leftoverOrder:
        guard let order = difference.exchangeOrderID else { return }
        metadata["order.exchange_id"] = "\(order)"
        let reply = try await books.cancelLeftover(difference.symbol, exchangeOrderID: order)
        logger.notice("asked for a leftover order to be cancelled", metadata: metadata.merging(["reply": "\(reply.message)"]) { $1 })
      case .unknownPosition, .staleQuarantine:
        let reply = try await books.resolve(difference.symbol, observedAt: since)
        guard reply.outcome != .unchanged else { return }
        logger.notice(
          "the executor has decided about a position",
          metadata: metadata.merging(["outcome": "\(reply.outcome.rawValue)", "reply": "\(reply.message)"]) { $1 })
      case .unprotected, .sizeMismatch, .vanished, .wrongPositionMode, .unknownOrder: return
      }
    } catch {
      logger.warning("a difference could not be resolved", metadata: metadata.merging(["error": "\(error)"]) { $1 })
    }
  }
}
