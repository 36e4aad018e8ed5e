import Bybit
import HTTPClient
import Logging
import Model
import ServiceKit
import Synchronization

/// The exchange of this installation. Nobody gets the client before mode and host have been checked together (DESIGN §6.7).
package final class VerifiedExchange: Sendable {
  /// What its holder may send.
  package enum Access: Sendable {
    /// Public data.
    case publicData
    /// Public data and the account; any write is refused before it is sent.
    case account
    /// Everything, but only while this process leads its service, and a write only while that is certain for as long as the exchange
    /// would accept it (DESIGN §4, Replicas).
    case trading(Leadership)
  }

  package let mode: TradingMode
  private let client: BybitClient
  /// A file of those that are trusted for the exchange; nil for the system's.
  private let authorities: String?
  private let logger: Logger
  private let isVerified = Mutex(false)

  /// Builds the client from the configuration.
  /// - Throws: ``ConfigurationError`` for a host that the mode forbids whatever the server says of itself.
  package init(_ settings: Settings, _ access: Access, time: TimeSource = .system, logger: Logger) throws {
    self.logger = logger
    mode = try settings.tradingMode()
    let url = try settings.exchangeAddress()
    var credentials: BybitCredentials?
    switch access {
    case .publicData: break
    case .account, .trading:
      credentials = BybitCredentials(key: try settings.required(.exchangeKey), secret: try settings.required(.exchangeSecret))
    }
    authorities = settings.text(.exchangeAuthorities)
    // Paper trading reaches its own server inside one private network without TLS; a public host never.
    let plain = mode == .paper
    do {
      try ModeGuard.check(mode, baseURL: url, isPaper: mode == .paper)
      let http = try HTTPClient(HTTPClientConfiguration(allowsPlainHTTP: plain, authorities: authorities), logger: logger)
      let configuration = BybitConfiguration(baseURL: url, credentials: credentials, allowsPlainHTTP: plain)
      let (sendGuard, writeGuard) = access.guards(configuration.recvWindow)
      client = try BybitClient(configuration, http: http, time: time, logger: logger, sendGuard: sendGuard, writeGuard: writeGuard)
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
    let configuration = WebSocketConfiguration(allowsPlain: mode == .paper, authorities: authorities)
    return BybitStream(
      url: url, credentials: client.configuration.credentials, topics: topics, serverTime: { client.estimatedServerTime }, logger: logger,
      connect: { url throws(HTTPError) in try await WebSocket.connect(url, configuration) })
  }
}

extension VerifiedExchange.Access {
  /// A write was asked of a service that never writes.
  struct WritesNothing: Error, CustomStringConvertible {
    let description = "this service never writes to the exchange"
  }

  /// - Parameter window: how long after its timestamp the exchange accepts a signed request. The guard is asked after the timestamp was
  ///   taken, so a lease that lasts this long from then on outlasts the request wherever it is held up.
  fileprivate func guards(_ window: Duration) -> (BybitClient.SendGuard, BybitClient.WriteGuard) {
    switch self {
    case .publicData, .account: ({}, { _ in throw WritesNothing() })
    case .trading(let leadership):
      ({ try leadership.require(.milliseconds(1)) }, { _ in try leadership.require(window) })
    }
  }
}
