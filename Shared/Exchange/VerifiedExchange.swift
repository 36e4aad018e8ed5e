import Bybit
import HTTPClient
import Logging
import Model
import ServiceKit
import Synchronization

/// The exchange of this installation. Nobody gets the client before mode and host have been checked together (DESIGN §6.7).
package final class VerifiedExchange: Sendable {
  package let mode: TradingMode
  private let client: BybitClient
  private let isVerified = Mutex(false)

  /// Builds the client from the configuration.
  /// - Parameter withCredentials: false for services that read public data only.
  /// - Throws: ``ConfigurationError`` for a host that the mode forbids whatever the server says of itself.
  package init(_ settings: Settings, withCredentials: Bool, logger: Logger) throws {
    mode = try settings.tradingMode()
    let url = try settings.required(.exchangeURL)
    var credentials: BybitCredentials?
    if withCredentials {
      credentials = BybitCredentials(key: try settings.required(.exchangeKey), secret: try settings.required(.exchangeSecret))
    }
    // Paper trading reaches its own server inside one private network without TLS; a public host never.
    let plain = mode == .paper
    do {
      try ModeGuard.check(mode, baseURL: url, isPaper: mode == .paper)
      let http = try HTTPClient(HTTPClientConfiguration(allowsPlainHTTP: plain), logger: logger)
      client = try BybitClient(
        BybitConfiguration(baseURL: url, credentials: credentials, allowsPlainHTTP: plain), http: http, logger: logger)
    } catch {
      throw ConfigurationError(["\(ConfigurationKey.exchangeURL.environmentName): \(error)"])
    }
  }

  /// The state of each circuit breaker by its group of calls.
  package var breakers: [String: String] {
    Dictionary(uniqueKeysWithValues: client.breakerStates.map { ($0.key.rawValue, $0.value.rawValue) })
  }

  /// The client, after the server has been asked once whether it is a paper exchange.
  /// - Throws: ``ModeGuard/Mismatch``, or ``BybitError`` while the server cannot be reached.
  package func verified() async throws -> BybitClient {
    if isVerified.withLock({ $0 }) { return client }
    let isPaper = try await client.identify()
    try ModeGuard.check(mode, baseURL: client.configuration.baseURL, isPaper: isPaper)
    isVerified.withLock { $0 = true }
    return client
  }
}
