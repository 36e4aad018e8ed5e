import Bybit
import ServiceKit

extension Settings {
  /// The exchange's base address: the configured one, else the one that goes with the mode, so that the mode is the only switch.
  /// - Throws: `ConfigurationError` for a mode that is none.
  package func exchangeAddress() throws -> String {
    if let address = text(.exchangeURL) { return address }
    return try BybitEnvironment(try tradingMode())?.rest ?? required(.paperExchangeURL)
  }
}
