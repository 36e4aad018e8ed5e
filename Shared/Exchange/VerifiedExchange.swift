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
  private let logger: Logger
  private let isVerified = Mutex(false)

  /// Builds the client from the configuration.
  /// - Parameter withCredentials: false for services that read public data only.
  /// - Throws: ``ConfigurationError`` for a host that the mode forbids whatever the server says of itself.
  package init(_ settings: Settings, withCredentials: Bool, time: TimeSource = .system, logger: Logger) throws {
    self.logger = logger
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
        BybitConfiguration(baseURL: url, credentials: credentials, allowsPlainHTTP: plain), http: http, time: time, logger: logger)
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

  /// The account's own stream, on the host that goes with the mode; the key is sent there only after the check of ``verified()``.
  package func privateStream(_ topics: [String]) async throws -> BybitStream {
    let client = try await verified()
    let base = client.configuration.baseURL
    let url = BybitEnvironment(mode)?.privateStream ?? "ws" + base.dropFirst("http".count) + "/v5/private"
    let configuration = WebSocketConfiguration(allowsPlain: mode == .paper)
    return BybitStream(
      url: url, credentials: client.configuration.credentials, topics: topics, serverTime: { client.estimatedServerTime }, logger: logger,
      connect: { url throws(HTTPError) in try await WebSocket.connect(url, configuration) })
  }
}
