import HTTPClient
import Logging
import Model
import Synchronization

/// The one client for Bybit V5 REST, linear contracts, one-way mode. Paper, testnet, demo and live differ in base URL and key only.
///
/// It keeps the server's clock offset, waits for rate limits inside the caller's deadline, opens one circuit breaker per ``CallGroup``, and
/// never resends a write whose outcome is unknown. A class because its calls share what they learn.
package final class BybitClient: Sendable {
  /// Called for each sending of a write after its timestamp is taken; throws to keep it from being sent (lease too short, DESIGN §4).
  package typealias WriteGuard = @Sendable (_ signedAt: Timestamp) throws -> Void

  /// Called before each sending of anything; throws to keep it from being sent.
  package typealias SendGuard = @Sendable () throws -> Void

  /// Asked before each sending of one write, after all waiting for limits; throws to keep it from being sent. For what may change between
  /// two sendings of the same call.
  package typealias Permission = @Sendable () async throws -> Void

  package let configuration: BybitConfiguration
  let http: HTTPClient
  let time: TimeSource
  let logger: Logger
  let policy: RetryPolicy
  let sendGuard: SendGuard
  let writeGuard: WriteGuard
  let jitter: @Sendable () -> Double
  let pause: @Sendable (Duration) async throws -> Void
  let state: Mutex<ClientState>
  private let breakers: [CallGroup: GuardedBreaker]

  /// - Parameters:
  ///   - jitter: 0..<1.
  ///   - pause: sleeps; a value of a test returns at once.
  /// - Throws: ``BybitError`` `rejected` for a base URL that may not be used.
  package init(
    _ configuration: BybitConfiguration, http: HTTPClient, time: TimeSource = .system, logger: Logger, policy: RetryPolicy = RetryPolicy(),
    breaker: CircuitBreaker = CircuitBreaker(), sendGuard: @escaping SendGuard = {}, writeGuard: @escaping WriteGuard = { _ in },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) throws(BybitError) {
    var configuration = configuration
    while configuration.baseURL.hasSuffix("/") { configuration.baseURL.removeLast() }
    try Self.check(configuration)
    self.configuration = configuration
    state = Mutex(ClientState(budget: RequestBudget(limit: configuration.requestBudget, reserved: configuration.requestBudget / 4)))
    self.http = http
    self.time = time
    self.logger = logger
    self.policy = policy
    self.sendGuard = sendGuard
    self.writeGuard = writeGuard
    self.jitter = jitter
    self.pause = pause
    breakers = Dictionary(
      uniqueKeysWithValues: CallGroup.allCases.map { group in
        (group, GuardedBreaker(CircuitBreaker(threshold: breaker.threshold, openFor: group.opensFor ?? breaker.openFor)))
      })
  }

  private static func check(_ configuration: BybitConfiguration) throws(BybitError) {
    let address: HTTPAddress
    do throws(HTTPError) { address = try HTTPAddress(configuration.baseURL) } catch {
      throw BybitError(.rejected, "the base URL cannot be read", endpoint: "", cause: error)
    }
    guard address.scheme == "https" || address.isLoopback || (configuration.allowsPlainHTTP && address.isPrivate) else {
      throw BybitError(.rejected, "plain http to \(address.host) is not allowed", endpoint: "")
    }
  }

  /// The state of each breaker, for status reports.
  package var breakerStates: [CallGroup: CircuitBreaker.State] { breakers.mapValues { $0.state(at: time.now) } }

  /// What the server's clock is ahead of ours; nil before the first reply.
  package var clockOffset: Duration? { state.withLock(\.clockOffset) }

  /// The server's clock by our estimate.
  package var estimatedServerTime: Timestamp { time.now + (clockOffset ?? .zero) }

  func breaker(_ group: CallGroup) -> GuardedBreaker {
    guard let breaker = breakers[group] else { preconditionFailure("every group has a breaker") }
    return breaker
  }
}
