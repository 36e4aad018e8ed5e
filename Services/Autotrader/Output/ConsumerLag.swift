import Messages
import Model

/// How far one service is behind another's events.
struct ConsumerLag: Encodable, Sendable, Equatable {
  let consumer: ServiceName
  let producer: ServiceName
  let behind: Int64
  /// The age of the oldest event it has not handled; nil when it is not behind, or when the producer does not say.
  let oldestSeconds: Double?
  /// Events that it has handled and the producer does not have: the producer's slice was restored alone, and what it tells next is dropped.
  var ahead: Int64 = 0

  /// A consumer stores its position past events it ignores at the next heartbeat only: a second or two are no lag.
  static let worrying = 10.0

  var isWorrying: Bool { behind > 0 && (oldestSeconds ?? .infinity) > Self.worrying }

  var aheadText: String {
    "\(consumer.rawValue) has handled \(ahead) events more of \(producer.rawValue) than \(producer.rawValue) has: its schema was restored alone, and as many of its next ones are dropped"
  }
}
