/// What a peer said, its fragments joined.
package enum WebSocketMessage: Sendable, Equatable {
  case text(String)
  case binary([UInt8])
  case ping([UInt8])
  case pong([UInt8])
  case close(code: UInt16?, reason: String)
}
