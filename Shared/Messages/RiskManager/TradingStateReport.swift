import Model

/// Whether trading runs, why not, and how far the account is from its breakers.
package struct TradingStateReport: Codable, Sendable, Equatable {
  package let level: TradingLevel
  /// Such as `asked`, `dailyLoss`, `drawdown`; nil while it runs.
  package let reason: String?
  package let message: String?
  package let decidedBy: String?
  package let since: Timestamp
  /// As last observed; nil before the first observation.
  package let equity: Money?
  package let equityAt: Timestamp?
  package let peakEquity: Money?
  /// The first equity observed on the UTC day.
  package let dailyStartEquity: Money?
  /// Fractions of the day's first and of the peak equity; negative is a gain.
  package let dailyLoss: Double?
  package let drawdown: Double?
  package let dailyLossLimit: Double
  package let drawdownLimit: Double

  package init(
    level: TradingLevel, reason: String? = nil, message: String? = nil, decidedBy: String? = nil, since: Timestamp, equity: Money? = nil,
    equityAt: Timestamp? = nil, peakEquity: Money? = nil, dailyStartEquity: Money? = nil, dailyLoss: Double? = nil,
    drawdown: Double? = nil, dailyLossLimit: Double, drawdownLimit: Double
  ) {
    self.level = level
    self.reason = reason
    self.message = message
    self.decidedBy = decidedBy
    self.since = since
    self.equity = equity
    self.equityAt = equityAt
    self.peakEquity = peakEquity
    self.dailyStartEquity = dailyStartEquity
    self.dailyLoss = dailyLoss
    self.drawdown = drawdown
    self.dailyLossLimit = dailyLossLimit
    self.drawdownLimit = drawdownLimit
  }
}
