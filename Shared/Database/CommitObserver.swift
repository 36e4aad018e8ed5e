/// Looks on while a transaction commits. Both calls happen on the connection's own thread and must return at once.
package protocol CommitObserver: Sendable {
  /// Everything is written, COMMIT was not sent.
  func willCommit(_ transaction: Transaction)
  /// Committed; nobody has been told of the new events.
  func didCommit(_ transaction: Transaction)
}
