import Model

/// How long a connection waits, and is waited for.
package struct DatabaseLimits: Sendable {
  /// A statement that runs longer is ended by the server.
  package let statement: Duration
  /// A transaction that does nothing for longer is ended by the server: whoever has stopped in it keeps its locks no longer than this.
  package let idleTransaction: Duration
  /// One try to connect, in whole seconds.
  package let connect: Duration

  package init(statement: Duration = .seconds(10), idleTransaction: Duration = .seconds(2), connect: Duration = .seconds(3)) {
    self.statement = statement
    self.idleTransaction = idleTransaction
    self.connect = connect
  }
}
