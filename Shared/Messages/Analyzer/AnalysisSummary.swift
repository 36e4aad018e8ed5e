import Model

/// What the pipeline needs of an analysis; the whole of it stays in the analyzer's slice.
package struct AnalysisSummary: Codable, Sendable, Equatable {
  package let analysisID: AnalysisID
  package let symbol: Symbol
  package let timeframe: Timeframe
  package let candleClose: Timestamp
  package let recommendation: Recommendation
  /// 0 to 1, three decimals.
  package let confidence: Double
  package let setupQuality: Double
  package let marketEnvironment: Double
  package let riskRewardRatio: Double?
  package let entryPrice: Price?
  package let stopLoss: Price?
  package let takeProfit: Price?
  package let averageTrueRange: Price
  package let pattern: String
  package let reasoning: String
  package let imageHash: String
  package let promptName: String

  package init(
    analysisID: AnalysisID, symbol: Symbol, timeframe: Timeframe, candleClose: Timestamp, recommendation: Recommendation,
    confidence: Double, setupQuality: Double, marketEnvironment: Double, riskRewardRatio: Double? = nil, entryPrice: Price? = nil,
    stopLoss: Price? = nil, takeProfit: Price? = nil, averageTrueRange: Price, pattern: String, reasoning: String, imageHash: String,
    promptName: String
  ) {
    self.analysisID = analysisID
    self.symbol = symbol
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.recommendation = recommendation
    self.confidence = confidence
    self.setupQuality = setupQuality
    self.marketEnvironment = marketEnvironment
    self.riskRewardRatio = riskRewardRatio
    self.entryPrice = entryPrice
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.averageTrueRange = averageTrueRange
    self.pattern = pattern
    self.reasoning = reasoning
    self.imageHash = imageHash
    self.promptName = promptName
  }
}
