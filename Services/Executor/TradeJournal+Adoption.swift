import Bybit
import Database
import Messages
import Model

extension TradeJournal {
  func isTraded(_ symbol: Symbol) async throws -> Bool {
    try await database.transaction { try TradeStorage(transaction: $0).isLive(symbol) }
  }

  func trade(_ tradeID: TradeID) async throws -> Trade? {
    try await database.transaction { try TradeStorage(transaction: $0).find(tradeID) }
  }

  /// The position is a trade from here on: its row, its fills, what they cost, the end of its quarantine, and the event, at once.
  /// - Parameter isFlattened: it has no stop: its close is asked for in the same transaction, of no more than there is now.
  /// - Returns: nil when the symbol has another trade by now, or one of the fills belongs to one.
  func adopt(
    _ plan: AdoptionPlan, _ wish: PositionAdopter.Wish, _ mode: TradingMode, isFlattened: Bool = false
  ) async throws -> Trade? {
    let fresh = TradeID.random()
    return try await database.transaction { transaction in
      let trades = TradeStorage(transaction: transaction)
      let executions = ExecutionStorage(transaction: transaction)
      guard try executions.areUnknown(plan.fills.all.map(\.executionID)) else { return nil }
      // The proposal's own id, unless that has ended as something else.
      let tradeID = try wish.tradeID.flatMap { try trades.find($0) == nil ? $0 : nil } ?? fresh
      let proposal = plan.proposal(tradeID, wish.symbol, at: transaction.now)
      guard let first = plan.fills.entries.first,
        try trades.adopt(proposal, mode, orderID: first.orderID, decidedBy: wish.decidedBy)
      else { return nil }
      try executions.add(plan.fills.all, of: tradeID)
      try LedgerStorage(transaction: transaction).add(ClosedTrade.costs(of: plan.fills.all, tradeID))
      _ = try QuarantineStorage(transaction: transaction).end(wish.symbol, .unknownPosition, by: wish.decidedBy)
      let fees = plan.fills.entries.reduce(Money.zero) { $0 + $1.fee }
      try transaction.publish(
        TradeOpened(
          tradeID: tradeID, cycleID: proposal.cycleID, symbol: wish.symbol, side: plan.side, quantity: plan.size,
          entryPrice: plan.entryPrice, stopLoss: plan.levels.stopLoss, takeProfit: plan.levels.takeProfit,
          averageTrueRange: proposal.averageTrueRange, fee: fees, unprotectedMilliseconds: 0,
          adoption: Adoption(decidedBy: wish.decidedBy, riskAmount: plan.risk)),
        Cause(correlationID: proposal.cycleID.correlation), effectKey: "\(tradeID)")
      if isFlattened { try Self.flattenAdopted(proposal, plan, transaction) }
      return try trades.find(tradeID)
    }
  }

  /// - Returns: false when the symbol is under quarantine for this cause already, or was for this observation.
  func quarantine(_ symbol: Symbol, _ message: String, decidedBy: String, observedAt: Timestamp) async throws -> Bool {
    try await database.transaction { transaction in
      let quarantines = QuarantineStorage(transaction: transaction)
      try quarantines.lock(symbol)
      let isNew = try quarantines.begin(symbol, .unknownPosition, message, decidedBy: decidedBy, observedAt: observedAt)
      if isNew { try QuarantineSymbolHandler.withdrawEntry(to: symbol, try quarantines.inForce(symbol), transaction) }
      return isNew
    }
  }

  func quarantines(of symbol: Symbol) async throws -> [Quarantine] {
    try await database.transaction { try QuarantineStorage(transaction: $0).inForce(symbol) }
  }

  func endQuarantine(_ symbol: Symbol, _ cause: Quarantine.Cause, by person: String) async throws -> Bool {
    try await database.transaction { try QuarantineStorage(transaction: $0).end(symbol, cause, by: person) }
  }
}
