import Bybit
import Model
import ServiceKit

extension EntryPolicy {
  /// - Throws: ``ConfigurationError`` naming the key.
  init(_ settings: Settings) throws {
    let key = ConfigurationKey.entrySlippage
    // The exchange takes hundredths of a percent.
    guard let kind = Kind(rawValue: try settings.required(.entryOrder)),
      let percent = FixedPoint(nearest: (try settings.decimal(key) * 100).rounded() / 100)
    else { throw ConfigurationError(["\(key.environmentName) cannot be read"]) }
    self.init(
      kind: kind, slippage: .percent(percent), patience: try settings.seconds(.entryPatience), chases: try settings.integer(.entryChases))
  }
}
