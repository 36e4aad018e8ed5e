import ServiceKit

struct RiskManagerConfiguration: Sendable {
  let limits: RiskLimits

  init(_ settings: Settings) throws {
    limits = RiskLimits(
      slots: try settings.integer(.maximumSlots), riskFraction: try settings.decimal(.riskFraction),
      leverage: try settings.decimal(.leverage))
  }
}
