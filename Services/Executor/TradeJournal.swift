import Bybit
import Database
import Messages
import Model

/// What the workers write: each step of a trade in one transaction with the events it publishes.
struct TradeJournal: Sendable {
  let database: Database

  func trades(_ status: TradeStatus) async throws -> [TradeStorage.Live] {
    try await database.transaction { try TradeStorage(transaction: $0).live(status) }
  }

  func order(_ tradeID: TradeID, _ purpose: OrderPurpose) async throws -> OrderIntent? {
    try await database.transaction { try OrderStorage(transaction: $0).latest(tradeID, purpose) }
  }

  func intend(
    _ trade: TradeStorage.Live, _ purpose: OrderPurpose, side: Side, quantity: Quantity, ordinal: Int = 0, closesPosition: Bool = false
  ) async throws {
    guard let linkID = LinkID.make(trade.tradeID, purpose, ordinal: ordinal) else {
      throw ExecutorError(.illegalOrder, "ordinal \(ordinal) has no link id")
    }
    let orderID = OrderID.random()
    try await database.transaction { transaction in
      if purpose == .entry {
        let quarantines = try QuarantineStorage(transaction: transaction).inForce(onEntryTo: trade.proposal.symbol)
        try QuarantineSymbolHandler.withdrawEntry(to: trade.proposal.symbol, quarantines, transaction)
      }
      // A halt or a quarantine may have ended the trade since the gate said yes: then there is nothing to enter.
      guard try purpose != .entry || TradeStorage(transaction: transaction).lockPending(trade.tradeID) else { return }
      try OrderStorage(transaction: transaction).intend(
        orderID, trade.proposal, purpose, linkID, ordinal: ordinal, side, quantity, closesPosition: closesPosition)
    }
  }

  /// - Returns: the order in its new state.
  func move(_ order: OrderIntent, to state: OrderState, detail: String) async throws -> OrderIntent {
    try await database.transaction { transaction in
      let orders = OrderStorage(transaction: transaction)
      guard try orders.move(order, to: state, detail: detail), let moved = try orders.latest(order.tradeID, order.purpose) else {
        throw ExecutorError(.illegalOrder, "order \(order.linkID) is not \(order.state.rawValue) any more")
      }
      return moved
    }
  }

  /// Ends the trade when it was halted, its symbol put under quarantine or its close asked for since it was confirmed. An entry that may have
  /// left then was left alone; this is for the one that turned out not to have arrived.
  /// - Returns: false when the entry may leave.
  func withdrawIfBarred(_ trade: TradeStorage.Live) async throws -> Bool {
    try await database.transaction { try EntryWithdrawal(transaction: $0).endIfBarred(trade) }
  }

  /// - Throws: ``ExecutorError`` `withdrawn` for what ``withdrawIfBarred(_:)`` ends the trade for.
  func requireUnbarred(_ trade: TradeStorage.Live) async throws {
    let bar = try await database.transaction { transaction in
      try EntryWithdrawal(transaction: transaction)
        .bar(trade, try QuarantineStorage(transaction: transaction).inForce(trade.proposal.symbol))
    }
    if let bar { throw ExecutorError(.withdrawn, "\(bar.reason): \(bar.message)") }
  }

  /// Takes an entry to `sending`, with the price it is sent with; nil for a market order.
  /// - Returns: nil when a halt, a quarantine or a close has ended the trade instead.
  func startEntry(_ order: OrderIntent, _ trade: TradeStorage.Live, at limit: Price?) async throws -> OrderIntent? {
    try await database.transaction { transaction in
      guard try !EntryWithdrawal(transaction: transaction).endIfBarred(trade) else { return nil }
      let orders = OrderStorage(transaction: transaction)
      if let limit { _ = try orders.price(order, limit, chases: 0, detail: "limit \(limit)") }
      guard try orders.move(order, to: .sending, detail: "sending"), let moved = try orders.latest(order.tradeID, order.purpose) else {
        throw ExecutorError(.illegalOrder, "order \(order.linkID) is not \(order.state.rawValue) any more")
      }
      return moved
    }
  }

  /// Takes a closing order to `sending`, unless its trade has come to another status since it was read.
  func startClosing(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> OrderIntent? {
    try await database.transaction { transaction in
      guard try TradeStorage(transaction: transaction).lockedStatus(trade.tradeID) == trade.status else { return nil }
      let orders = OrderStorage(transaction: transaction)
      guard try orders.move(order, to: .sending, detail: "sending") else {
        throw ExecutorError(.illegalOrder, "order \(order.linkID) is not \(order.state.rawValue) any more")
      }
      return try orders.latest(order.tradeID, order.purpose)
    }
  }

  func closeRequests() async throws -> [CloseRequestStorage.Waiting] {
    try await database.transaction { try CloseRequestStorage(transaction: $0).waiting() }
  }

  func endCloseRequest(_ tradeID: TradeID) async throws {
    try await database.transaction { try CloseRequestStorage(transaction: $0).end(tradeID) }
  }

  /// When the trade's first fill happened, by the exchange's clock.
  func firstExecution(_ tradeID: TradeID) async throws -> Timestamp? {
    try await database.transaction { try ExecutionStorage(transaction: $0).first(of: tradeID) }
  }

  /// The stored fills that opened or enlarged the trade's position.
  func entryExecutions(_ trade: TradeStorage.Live) async throws -> Set<String> {
    try await database.transaction { transaction in
      let stored = try ExecutionStorage(transaction: transaction).list(trade.tradeID)
      return Set(stored.filter { $0.side == trade.proposal.side && $0.kind == .trade }.map(\.executionID))
    }
  }

  func countLookup(_ order: OrderIntent) async throws {
    try await database.transaction { try OrderStorage(transaction: $0).countLookup(order) }
  }

  func acknowledge(_ order: OrderIntent, _ trade: TradeStorage.Live, exchangeOrderID: String) async throws {
    try await database.transaction { transaction in
      guard
        try OrderStorage(transaction: transaction).move(
          order, to: .acknowledged, exchangeOrderID: exchangeOrderID, detail: "exchange order \(exchangeOrderID)")
      else { return }
      let event = OrderPlaced(
        tradeID: trade.tradeID, orderID: order.orderID, linkID: order.linkID.description, exchangeOrderID: exchangeOrderID,
        symbol: order.symbol, side: order.side, quantity: order.quantity, purpose: order.purpose)
      try transaction.publish(event, trade.cause, effectKey: order.linkID.description)
    }
  }

  /// The trade did not become a position.
  func fail(_ trade: TradeStorage.Live, _ order: OrderIntent?, status: TradeStatus, reason: String, message: String) async throws {
    try await database.transaction { transaction in
      if let order, order.state.mayBecome(.failed) {
        _ = try OrderStorage(transaction: transaction).move(order, to: .failed, detail: "\(reason): \(message)")
      }
      guard try TradeStorage(transaction: transaction).fail(trade.tradeID, status, reason: "\(reason): \(message)") else { return }
      try transaction.publish(
        TradeFailed(
          tradeID: trade.tradeID, cycleID: trade.proposal.cycleID, symbol: trade.proposal.symbol, reason: reason, message: message),
        trade.cause)
    }
  }

  /// The position is there and its protection was read back.
  func open(_ trade: TradeStorage.Live, _ order: OrderIntent, _ position: OpenedPosition) async throws {
    try await database.transaction { transaction in
      let protectedAfter = position.unprotected.wholeMilliseconds
      guard
        try OrderStorage(transaction: transaction).move(order, to: .filled, detail: "filled at \(position.entryPrice)"),
        try TradeStorage(transaction: transaction).open(
          trade.tradeID, exchangeOrderID: position.exchangeOrderID, quantity: position.quantity, entryPrice: position.entryPrice,
          unprotectedMilliseconds: protectedAfter)
      else { return }
      try ExecutionStorage(transaction: transaction).add(position.executions, of: trade.tradeID)
      try LedgerStorage(transaction: transaction).add(ClosedTrade.costs(of: position.executions, trade.tradeID))
      let proposal = trade.proposal
      try transaction.publish(
        OrderFilled(
          tradeID: trade.tradeID, orderID: order.orderID, symbol: order.symbol, side: order.side, quantity: position.quantity,
          averagePrice: position.entryPrice, fee: position.fee, purpose: order.purpose), trade.cause, effectKey: order.linkID.description)
      try transaction.publish(
        TradeOpened(
          tradeID: trade.tradeID, cycleID: proposal.cycleID, symbol: proposal.symbol, side: proposal.side, quantity: position.quantity,
          entryPrice: position.entryPrice, stopLoss: position.stopLoss, takeProfit: position.takeProfit,
          averageTrueRange: proposal.averageTrueRange, fee: position.fee, unprotectedMilliseconds: protectedAfter), trade.cause)
    }
  }

  /// - Returns: false when the trade is not open any more, or one of our closing orders may still be on its way.
  func close(_ trade: TradeStorage.Live, _ closed: ClosedTrade, reason: CloseReason) async throws -> Bool {
    try await database.transaction { transaction in
      let trades = TradeStorage(transaction: transaction)
      guard try trades.lockedStatus(trade.tradeID) == .open, try !OrderStorage(transaction: transaction).isClosing(trade.tradeID),
        try trades.close(trade.tradeID, pnl: closed.realizedPnL, reason: reason.rawValue)
      else { return false }
      try ExecutionStorage(transaction: transaction).add(closed.executions, of: trade.tradeID)
      try LedgerStorage(transaction: transaction).add(closed.ledger(of: trade.tradeID))
      _ = try Self.endGap(trade, isProtected: false, transaction)
      let proposal = trade.proposal
      try transaction.publish(
        TradeClosed(
          tradeID: trade.tradeID, cycleID: proposal.cycleID, symbol: proposal.symbol, side: proposal.side, quantity: closed.quantity,
          entryPrice: trade.entryPrice ?? proposal.entryPrice, exitPrice: closed.exitPrice, fees: closed.fees,
          realizedPnL: closed.realizedPnL, reason: reason), trade.cause)
      return true
    }
  }
}
