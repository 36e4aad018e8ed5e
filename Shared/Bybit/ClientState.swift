import HTTPClient
import Model

/// What a client has learned from replies.
struct ClientState: Sendable {
  /// What the server's clock is ahead of ours.
  private(set) var clockOffset: Duration?
  /// By path.
  private(set) var limits: [String: RateLimit] = [:]
  private(set) var bannedUntil: Timestamp?
  var budget: RequestBudget

  init(budget: RequestBudget) { self.budget = budget }

  /// A sample from a slow exchange is worse than an older one from a quick exchange.
  private static let slow = Duration.milliseconds(500)

  /// Takes the reply to have spent half the round trip on its way back, at most half a second: so the estimate is never ahead of the server
  /// by the second that makes it refuse a request, and at worst behind by what recvWindow forgives.
  /// - Parameter isForced: the server has just refused our clock, so any sample beats what we have.
  mutating func learn(serverTime: Timestamp, receivedAt: Timestamp, roundTrip: Duration, isForced: Bool) {
    guard clockOffset == nil || isForced || roundTrip <= Self.slow else { return }
    clockOffset = serverTime + min(roundTrip / 2, Self.slow) - receivedAt
  }

  mutating func remember(_ limit: RateLimit?, _ path: String) {
    if let limit { limits[path] = limit }
  }

  mutating func ban(until: Timestamp) { bannedUntil = until }
}
