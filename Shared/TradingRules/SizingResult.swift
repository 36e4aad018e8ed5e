import Model

/// A quantity that may be ordered, and what it means. Amounts in USDT, rounded against us.
package struct SizingResult: Hashable, Codable, Sendable {
  package let quantity: Quantity
  package let notional: Money
  /// Lost if the stop is hit, both fees included. Never above the allowed risk.
  package let riskAmount: Money
  /// Notional over leverage, without fees.
  package let marginRequired: Money
  /// What must be free for the order: ``marginRequired`` and both fees.
  package let marginWithFees: Money
  package let leverage: Double
  package let limitedBy: SizingCap
  package let steps: [SizingStep]

  package init(
    quantity: Quantity, notional: Money, riskAmount: Money, marginRequired: Money, marginWithFees: Money, leverage: Double,
    limitedBy: SizingCap, steps: [SizingStep]
  ) {
    self.quantity = quantity
    self.notional = notional
    self.riskAmount = riskAmount
    self.marginRequired = marginRequired
    self.marginWithFees = marginWithFees
    self.leverage = leverage
    self.limitedBy = limitedBy
    self.steps = steps
  }
}
