import Messages
import Messaging
import Model

/// Finds consumers that have handled more of a producer's events than the producer has: its slice was restored alone.
struct AheadSearch: Sendable {
  let bus: Bus
  /// For each answer.
  let limit: Duration

  /// The answers of one round are not of one moment: a producer that seems to be behind is asked again, after its consumers.
  func lags(_ healths: [ServiceName: GetHealth.Reply]) async -> [ConsumerLag] {
    let suspects = Set(Self.lags(healths, healths.mapValues(\.committed)).map(\.producer))
    var committed: [ServiceName: Int64] = [:]
    for producer in suspects.sorted(by: { $0.rawValue < $1.rawValue }) {
      // Who does not answer now is not accused.
      do { committed[producer] = try await bus.ask(GetHealth(), of: producer, within: limit).committed } catch { continue }
    }
    return Self.lags(healths, committed)
  }

  /// - Parameter committed: of the producers to compare with.
  static func lags(_ healths: [ServiceName: GetHealth.Reply], _ committed: [ServiceName: Int64]) -> [ConsumerLag] {
    healths.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { consumer, health in
      health.consumers.compactMap { heard in
        guard let last = committed[heard.producer], heard.handled > last else { return nil }
        return ConsumerLag(consumer: consumer, producer: heard.producer, behind: 0, oldestSeconds: nil, ahead: heard.handled - last)
      }
    }
  }
}
