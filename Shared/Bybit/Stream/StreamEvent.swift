/// What the reader of a stream hears.
package enum StreamEvent: Sendable, Equatable {
  /// Connected and subscribed. Private topics send no snapshot, and anything may have happened before: read the state by REST.
  case live
  case update(StreamUpdate)
  case down(StreamEnd)
}
