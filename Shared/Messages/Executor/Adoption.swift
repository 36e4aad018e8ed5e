import Model

/// How a position that no proposal of ours stands behind became a trade.
package struct Adoption: Codable, Sendable, Equatable {
  /// Who wanted it; `position-monitor` when the fills show that our own order opened the position.
  package let decidedBy: String
  /// Lost if the stop fills at its price, without fees; zero for a stop in profit.
  package let riskAmount: Money

  package init(decidedBy: String, riskAmount: Money) {
    self.decidedBy = decidedBy
    self.riskAmount = riskAmount
  }
}
