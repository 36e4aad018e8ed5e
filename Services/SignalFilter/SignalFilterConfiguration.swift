import ServiceKit
import TradingRules

struct SignalFilterConfiguration: Sendable {
  let filter: FilterSettings

  init(_ settings: Settings) throws {
    var filter = FilterSettings()
    filter.minimumConfidence = try settings.decimal(.minimumConfidence)
    filter.minimumRiskReward = try settings.decimal(.minimumRiskReward)
    self.filter = filter
  }
}
