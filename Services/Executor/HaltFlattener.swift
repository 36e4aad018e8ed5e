import Database
import Messages
import Model
import ServiceKit

/// Carries out `halt --flatten`: asks for the close of every open trade, but only when no entry is on its way any more, so that none opens
/// behind its back.
struct HaltFlattener: Worker {
  let name = "halt-flattener"
  let database: Database
  let time: TimeSource

  func step() async throws -> WorkerOutcome {
    try await database.transaction { transaction in
      let halts = HaltStorage(transaction: transaction)
      guard let halt = try halts.nextToFlatten() else { return .idle }
      let trades = TradeStorage(transaction: transaction)
      guard try trades.live(.pending).isEmpty else { return .idle(until: transaction.now + .milliseconds(200)) }
      let requests = CloseRequestStorage(transaction: transaction)
      for trade in try trades.live(.open) { _ = try requests.add(trade.tradeID, .flatten, decidedBy: halt.decidedBy) }
      try halts.markHandled(halt.eventID)
      return .worked
    }
  }
}
