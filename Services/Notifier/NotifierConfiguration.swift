import Model
import ServiceKit

struct NotifierConfiguration: Sendable {
  /// nil: a person decides.
  let automaticDelay: Duration?
  /// In multiples of the ATR.
  let maximumDrift: Double

  /// - Throws: ``ConfigurationError`` when automatic approval is asked for outside of paper trading (DESIGN §6.7).
  init(_ settings: Settings) throws {
    let automatic = try settings.flag(.automaticApproval)
    let mode = try settings.tradingMode()
    guard !automatic || mode == .paper else {
      throw ConfigurationError([
        "\(ConfigurationKey.automaticApproval.environmentName) is true, but automatic approval exists in paper mode only, not in \(mode.rawValue)"
      ])
    }
    automaticDelay = automatic ? try settings.seconds(.automaticApprovalDelay) : nil
    maximumDrift = try settings.decimal(.maximumPriceDrift)
  }
}
