import Model

/// A sized trade that waits for approval. Everything the executor needs, rounded to the instrument's steps.
package struct TradeProposal: Codable, Sendable, Equatable {
  package let proposalID: ProposalID
  package let cycleID: CycleID
  package let analysisID: AnalysisID
  package let symbol: Symbol
  package let timeframe: Timeframe
  package let side: Side
  package let quantity: Quantity
  /// The analysed entry; the order is a market order.
  package let entryPrice: Price
  package let stopLoss: Price
  package let takeProfit: Price
  package let averageTrueRange: Price
  package let leverage: Double
  package let notional: Money
  /// Lost if the stop fills at its price, fees included.
  package let riskAmount: Money
  package let riskRewardRatio: Double
  package let confidence: Double
  package let promptName: String
  package let approveBy: Timestamp
  /// The cycle's end: no entry after it (DESIGN §6.8).
  package let enterBy: Timestamp

  package init(
    proposalID: ProposalID, cycleID: CycleID, analysisID: AnalysisID, symbol: Symbol, timeframe: Timeframe, side: Side,
    quantity: Quantity, entryPrice: Price, stopLoss: Price, takeProfit: Price, averageTrueRange: Price, leverage: Double,
    notional: Money, riskAmount: Money, riskRewardRatio: Double, confidence: Double, promptName: String, approveBy: Timestamp,
    enterBy: Timestamp
  ) {
    self.proposalID = proposalID
    self.cycleID = cycleID
    self.analysisID = analysisID
    self.symbol = symbol
    self.timeframe = timeframe
    self.side = side
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.averageTrueRange = averageTrueRange
    self.leverage = leverage
    self.notional = notional
    self.riskAmount = riskAmount
    self.riskRewardRatio = riskRewardRatio
    self.confidence = confidence
    self.promptName = promptName
    self.approveBy = approveBy
    self.enterBy = enterBy
  }
}

extension TradeProposal {
  private var cycleStart: Timestamp { enterBy - timeframe.duration }
  /// When it may be approved.
  package var approvalWindow: TimeWindow { TimeWindow(start: cycleStart, end: approveBy) }
  /// When its entry may be sent: while its cycle lasts.
  package var entryWindow: TimeWindow { TimeWindow(start: cycleStart, end: enterBy) }
}
