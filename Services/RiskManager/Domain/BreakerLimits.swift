import Model

/// The losses that halt trading, as shares of equity.
package struct BreakerLimits: Sendable, Equatable {
  /// Of the UTC day's first equity.
  package let dailyLoss: FixedPoint
  /// Of the highest equity.
  package let drawdown: FixedPoint

  package init(dailyLoss: FixedPoint, drawdown: FixedPoint) {
    self.dailyLoss = dailyLoss
    self.drawdown = drawdown
  }
}
