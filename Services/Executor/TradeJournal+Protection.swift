import Database
import Messages
import Model

extension TradeJournal {
  /// Who asks for the close of a position that cannot be protected.
  private static let protection = "protection"

  /// Trades whose position was last seen without a stop.
  func protectionGaps() async throws -> [TradeID] {
    try await database.transaction { try ProtectionStorage(transaction: $0).open() }
  }

  /// The position has no stop. Said again, it changes nothing.
  /// - Returns: false when that was known.
  func beginGap(_ tradeID: TradeID) async throws -> Bool {
    try await database.transaction { try ProtectionStorage(transaction: $0).begin(tradeID) }
  }

  /// The stop cannot be set: the position is to be closed, which ends its time without one. Said again, it changes nothing.
  /// - Returns: how long it has been without a stop; nil when its close was asked for before.
  func flatten(_ trade: TradeStorage.Live) async throws -> Duration? {
    try await database.transaction { transaction in
      guard try CloseRequestStorage(transaction: transaction).add(trade.tradeID, .flatten, decidedBy: Self.protection),
        let gap = try ProtectionStorage(transaction: transaction).current(trade.tradeID)
      else { return nil }
      try Self.tell(trade, gap, .flattening, transaction)
      return gap.duration
    }
  }

  /// The same for a position that becomes a trade in this transaction, because it is ours and gets no stop.
  static func flattenAdopted(_ proposal: TradeProposal, _ plan: AdoptionPlan, _ transaction: Transaction) throws {
    let trade = TradeStorage.Live(
      proposal: proposal, status: .open, causedBy: nil, entryPrice: plan.entryPrice, createdAt: transaction.now, openedAt: transaction.now)
    let gaps = ProtectionStorage(transaction: transaction)
    guard try gaps.begin(trade.tradeID), let gap = try gaps.current(trade.tradeID),
      try CloseRequestStorage(transaction: transaction).add(trade.tradeID, .flatten, decidedBy: protection, atMost: plan.size)
    else { throw ExecutorError(.unprotected, "trade \(trade.tradeID) has its close request already") }
    try tell(trade, gap, .flattening, transaction)
  }

  /// - Parameter isProtected: false when the position is gone.
  /// - Returns: how long the gap was; nil when there is none any more.
  func endGap(_ trade: TradeStorage.Live, isProtected: Bool) async throws -> Duration? {
    try await database.transaction { try Self.endGap(trade, isProtected: isProtected, $0) }
  }

  static func endGap(_ trade: TradeStorage.Live, isProtected: Bool, _ transaction: Transaction) throws -> Duration? {
    let isFlattened = try CloseRequestStorage(transaction: transaction).decidedBy(trade.tradeID) == protection
    let outcome: TradeUnprotected.Outcome = isProtected ? .restored : isFlattened ? .flattening : .over
    guard let gap = try ProtectionStorage(transaction: transaction).end(trade.tradeID, outcome: outcome.rawValue) else { return nil }
    // That it is flattened was told when it was decided.
    if outcome != .flattening { try tell(trade, gap, outcome, transaction) }
    return gap.duration
  }

  private static func tell(
    _ trade: TradeStorage.Live, _ gap: ProtectionStorage.Gap, _ outcome: TradeUnprotected.Outcome, _ transaction: Transaction
  ) throws {
    try transaction.publish(
      TradeUnprotected(
        tradeID: trade.tradeID, cycleID: trade.proposal.cycleID, symbol: trade.proposal.symbol,
        milliseconds: gap.duration.wholeMilliseconds, outcome: outcome), trade.cause,
      effectKey: "\(trade.tradeID)/gap/\(gap.number)/\(outcome.rawValue)")
  }
}
