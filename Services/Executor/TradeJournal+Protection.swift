import Database
import Messages
import Model

extension TradeJournal {
  /// Trades whose position was last seen without a stop.
  func protectionGaps() async throws -> [TradeID] {
    try await database.transaction { try ProtectionStorage(transaction: $0).open() }
  }

  /// The position has no stop. Said again, it changes nothing.
  func beginGap(_ tradeID: TradeID) async throws {
    try await database.transaction { try ProtectionStorage(transaction: $0).begin(tradeID) }
  }

  /// The trade is over: nobody needs to hear of its gap any more.
  func closeGap(_ tradeID: TradeID) async throws {
    try await database.transaction { _ = try ProtectionStorage(transaction: $0).end(tradeID, outcome: "over") }
  }

  /// - Returns: how long the gap was; nil when there is none any more.
  func endGap(_ trade: TradeStorage.Live, _ outcome: TradeUnprotected.Outcome) async throws -> Duration? {
    try await database.transaction { transaction in
      guard let gap = try ProtectionStorage(transaction: transaction).end(trade.tradeID, outcome: outcome.rawValue) else { return nil }
      if outcome == .flattening {
        _ = try CloseRequestStorage(transaction: transaction).add(trade.tradeID, .flatten, decidedBy: "protection")
      }
      try transaction.publish(
        TradeUnprotected(
          tradeID: trade.tradeID, cycleID: trade.proposal.cycleID, symbol: trade.proposal.symbol,
          milliseconds: gap.duration.wholeMilliseconds, outcome: outcome), trade.cause, effectKey: "\(trade.tradeID)/gap/\(gap.number)")
      return gap.duration
    }
  }
}
