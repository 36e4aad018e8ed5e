import Model

/// What a position size is computed from. Fractions and rates are plain numbers: 0.01 is one percent.
package struct SizingInput: Hashable, Codable, Sendable {
  package var side: Side
  package var equity: Money
  /// Not bound by other positions and orders.
  package var available: Money
  /// Margin and fees of entries that are promised and that ``available`` does not show yet.
  package var promisedMargin: Money
  /// Of what is free then, kept back: the order is checked at the market's price of its own moment, and open losses bind margin too.
  package var marginBufferFraction: Double
  /// Of equity, lost if the stop is hit.
  package var riskFraction: Double
  package var entry: Price
  package var stopLoss: Price
  package var instrument: Instrument
  /// Wanted; the instrument's maximum wins.
  package var leverage: Double
  /// Of equity times leverage.
  package var maximumNotionalFraction: Double
  /// Taker fee of one fill, per notional.
  package var feeRate: Double
  /// What all open trades together lose if their stops are hit.
  package var openRisk: Money
  /// Of equity: the bound of open risk and this trade's risk together.
  package var maximumOpenRiskFraction: Double

  package init(
    side: Side, equity: Money, available: Money, promisedMargin: Money = .zero, marginBufferFraction: Double = 0.02,
    riskFraction: Double = 0.01, entry: Price, stopLoss: Price, instrument: Instrument, leverage: Double,
    maximumNotionalFraction: Double = 1, feeRate: Double = 0.00055, openRisk: Money = .zero,
    maximumOpenRiskFraction: Double = 0.05
  ) {
    self.side = side
    self.equity = equity
    self.available = available
    self.promisedMargin = promisedMargin
    self.marginBufferFraction = marginBufferFraction
    self.riskFraction = riskFraction
    self.entry = entry
    self.stopLoss = stopLoss
    self.instrument = instrument
    self.leverage = leverage
    self.maximumNotionalFraction = maximumNotionalFraction
    self.feeRate = feeRate
    self.openRisk = openRisk
    self.maximumOpenRiskFraction = maximumOpenRiskFraction
  }
}
