/// The limits of every trade and of all together.
package struct RiskLimits: Sendable, Equatable, Codable {
  /// Trades reserved or live at the same time.
  package let slots: Int
  /// Share of equity lost if a stop fills at its price.
  package let riskFraction: Double
  package let leverage: Double

  package init(slots: Int, riskFraction: Double, leverage: Double) {
    self.slots = slots
    self.riskFraction = riskFraction
    self.leverage = leverage
  }
}
