import Model
import ServiceKit

struct RiskManagerConfiguration: Sendable {
  let limits: RiskLimits
  let breakers: BreakerLimits

  init(_ settings: Settings) throws {
    limits = RiskLimits(
      slots: try settings.integer(.maximumSlots), riskFraction: try settings.decimal(.riskFraction),
      leverage: try settings.decimal(.leverage))
    breakers = BreakerLimits(
      dailyLoss: try Self.fraction(.dailyLossLimit, settings), drawdown: try Self.fraction(.drawdownLimit, settings))
  }

  private static func fraction(_ key: ConfigurationKey, _ settings: Settings) throws -> FixedPoint {
    guard let value = FixedPoint(nearest: try settings.decimal(key)) else {
      throw ConfigurationError(["\(key.environmentName) is not a fraction"])
    }
    return value
  }
}
