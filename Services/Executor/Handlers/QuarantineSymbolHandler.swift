import Database
import Messages
import Model
import ServiceKit

/// Closes a symbol to entries. One that is confirmed and has not left yet ends with it; an open trade is not touched.
struct QuarantineSymbolHandler: RequestHandler {
  let database: Database

  func answer(_ request: QuarantineSymbol) async throws -> QuarantineSymbol.Reply {
    try await database.transaction { transaction in
      let quarantines = QuarantineStorage(transaction: transaction)
      try quarantines.lock(request.symbol)
      let isNew = try quarantines.begin(
        request.symbol, .asked, request.message, decidedBy: request.decidedBy, observedAt: transaction.now)
      let inForce = try quarantines.inForce(request.symbol)
      try QuarantineSymbolHandler.withdrawEntry(to: request.symbol, inForce, transaction)
      let left =
        try TradeStorage(transaction: transaction).isLive(request.symbol)
        ? "; the trade that is there goes on, with its stop and its exits" : ""
      let what = isNew ? "gets no entry until somebody lifts that" : "is under quarantine already"
      return QuarantineSymbol.Reply(message: "\(request.symbol) \(what)\(left)", quarantines: inForce)
    }
  }

  /// Ends the trade whose entry has not left yet.
  static func withdrawEntry(to symbol: Symbol, _ inForce: [Quarantine], _ transaction: Transaction) throws {
    guard let refusal = inForce.refusal else { return }
    for trade in try TradeStorage(transaction: transaction).live(.pending) where trade.proposal.symbol == symbol {
      _ = try EntryWithdrawal(transaction: transaction)
        .end(trade, reason: "quarantined", message: refusal, causedBy: trade.causedBy)
    }
  }
}
