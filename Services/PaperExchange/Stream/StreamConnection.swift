/// One client of a stream.
struct StreamConnection: Sendable {
  let id: Int
  let kind: StreamKind
  let outbox: StreamOutbox
  /// Milliseconds without a ping and without data after which the connection is closed.
  let longestSilence: Int64
  /// The account, once authenticated.
  var account: Int?
  /// By the text that the client used, which every message repeats.
  var topics: [String: StreamTopic] = [:]
  /// Milliseconds since 1970 of the last frame in either direction.
  var lastActive: Int64
  /// A fault: nothing is answered and nothing is sent any more.
  var isStalled = false
  /// A fault: a message held back to be sent after the next one.
  var heldBack: [UInt8]?

  var identity: ReplyJSON { .string("paper-\(id)") }
}
