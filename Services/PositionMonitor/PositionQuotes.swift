import Database
import Exchange
import Messages
import Model
import ServiceKit

/// Tells the numbers of open positions between two looks, for whoever watches. Nothing is stored or judged: the next one replaces it.
struct PositionQuotes: Worker {
  let name = "position-quotes"
  let database: Database
  let exchange: VerifiedExchange
  let interval: Duration
  let time: TimeSource
  let tell: @Sendable (PositionUpdated, TrackedTrade) throws -> Void

  func step() async throws -> WorkerOutcome {
    let trades = try await database.transaction { try TrackingStorage(transaction: $0).live() }
    guard !trades.isEmpty else { return .idle }
    let positions = try await exchange.verified().positions()
    let now = time.now.microsecondPrecision
    for trade in trades {
      let position = positions.first { $0.symbol == trade.symbol }
      if let live = PositionCheck(trade, position, at: now).live { try tell(PositionUpdated(position: live), trade) }
    }
    return .idle(until: now + interval)
  }
}
