import Model

/// A row of `execution.trades`.
package struct Trade: Codable, Sendable, Equatable {
  package let tradeID: TradeID
  package let cycleID: CycleID
  package let analysisID: AnalysisID
  package let symbol: Symbol
  package let side: Side
  package let status: TradeStatus
  package let quantity: Quantity
  /// The average fill; nil before it.
  package let entryPrice: Price?
  package let stopLoss: Price?
  package let takeProfit: Price?
  package let realizedPnL: Money?
  /// The exchange's id of the entry order.
  package let orderID: String?
  package let reason: String?
  /// When it was confirmed; an entry that rests in the book is filled later.
  package let createdAt: Timestamp
  /// Its first fill, as the exchange tells; of an adopted position when it was adopted. nil before it, and from versions before this field.
  package let openedAt: Timestamp?
  package let closedAt: Timestamp?
  /// How long its position was without a stop that had been read back; nil before the first fill.
  package let unprotectedMilliseconds: Int64?
  /// Who adopted the position; nil for a trade of a proposal. An adopted trade has neither cycle nor analysis: both ids are its own.
  package let adoptedBy: String?

  package init(
    tradeID: TradeID, cycleID: CycleID, analysisID: AnalysisID, symbol: Symbol, side: Side, status: TradeStatus, quantity: Quantity,
    entryPrice: Price? = nil, stopLoss: Price? = nil, takeProfit: Price? = nil, realizedPnL: Money? = nil, orderID: String? = nil,
    reason: String? = nil, createdAt: Timestamp, openedAt: Timestamp? = nil, closedAt: Timestamp? = nil,
    unprotectedMilliseconds: Int64? = nil,
    adoptedBy: String? = nil
  ) {
    self.tradeID = tradeID
    self.cycleID = cycleID
    self.analysisID = analysisID
    self.symbol = symbol
    self.side = side
    self.status = status
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.realizedPnL = realizedPnL
    self.orderID = orderID
    self.reason = reason
    self.createdAt = createdAt
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.unprotectedMilliseconds = unprotectedMilliseconds
    self.adoptedBy = adoptedBy
  }

  /// When its position began; of a trade that never had one, when it was confirmed.
  package var began: Timestamp { openedAt ?? createdAt }
}
