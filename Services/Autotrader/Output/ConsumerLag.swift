import Messages
import Model

/// How far one service is behind another's events.
struct ConsumerLag: Encodable, Sendable, Equatable {
  let consumer: ServiceName
  let producer: ServiceName
  let behind: Int64
  /// The age of the oldest event it has not handled; nil when it is not behind, or when the producer does not say.
  let oldestSeconds: Double?

  /// A consumer stores its position past events it ignores at the next heartbeat only: a second or two are no lag.
  static let worrying = 10.0

  var isWorrying: Bool { behind > 0 && (oldestSeconds ?? .infinity) > Self.worrying }
}
