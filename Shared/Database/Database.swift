import Model

/// One connection to the service's slice, on a thread of its own. It is opened at the first use and again after it broke.
///
/// A transaction is one synchronous closure: reads, decisions and writes without a suspension between.
package actor Database {
  private let executor: QueueExecutor
  private let configuration: DatabaseConfiguration
  private let time: TimeSource
  private let fence: (any WriteFence)?
  private let observer: (any CommitObserver)?
  private let onPublished: @Sendable () -> Void
  private var connection: Connection?

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// - Parameters:
  ///   - fence: says at each transaction what this process may do; nil: whatever its role may.
  ///   - onPublished: called after a commit that added events to the outbox; it must return at once.
  package init(
    _ configuration: DatabaseConfiguration, time: TimeSource = .system, fence: (any WriteFence)? = nil,
    observer: (any CommitObserver)? = nil,
    onPublished: @escaping @Sendable () -> Void = {}
  ) {
    self.configuration = configuration
    self.time = time
    self.fence = fence
    self.observer = observer
    self.onPublished = onPublished
    executor = QueueExecutor("database.\(configuration.applicationName)")
  }

  /// Runs `body` in a transaction and commits it together with the events it published.
  ///
  /// - Throws: what `body` throws, after a rollback; ``DatabaseError``, `notLeader` when it writes and the fence is against it. After `unreachable` it is unknown whether the commit
  ///   happened, so whatever runs here must be safe to run again.
  package func transaction<Result: Sendable>(_ body: @Sendable (Transaction) throws -> Result) throws -> Result {
    let permission = fence?.permission
    let connection = try begin(permission)
    do {
      let transaction = Transaction(connection, time)
      let result = try body(transaction)
      if case .leading(let epoch) = permission { try check(epoch, transaction) }
      try transaction.insertOutgoing()
      observer?.willCommit(transaction)
      try connection.commit()
      observer?.didCommit(transaction)
      if transaction.publishesEvents { onPublished() }
      return result
    } catch {
      do {
        try connection.run("ROLLBACK")
      } catch {
        // The connection is gone, and with it the transaction: the next use opens a new one.
        self.connection = nil
      }
      if !connection.isUsable { self.connection = nil }
      guard permission == .readOnly, (error as? DatabaseError)?.isReadOnlyTransaction == true else { throw error }
      throw DatabaseError(.notLeader, "this replica does not lead its service: it writes nothing")
    }
  }

  /// After it no other replica can begin an epoch until this transaction has ended, and its commit follows at once.
  private func check(_ epoch: Int64, _ transaction: Transaction) throws {
    guard let current = try LeaderLease.lockedEpoch(willWrite: !transaction.outgoing.isEmpty, transaction), current != epoch else { return }
    fence?.refused(epoch)
    throw DatabaseError(.notLeader, "epoch \(epoch) is over, another replica leads epoch \(current): nothing was written")
  }

  /// A connection in a new transaction. One that died while it was idle is replaced: nothing was asked of it yet.
  private func begin(_ permission: WritePermission?) throws(DatabaseError) -> Connection {
    let begin = permission == .readOnly ? "BEGIN READ ONLY" : "BEGIN"
    let hadConnection = connection != nil
    do {
      let connection = try openConnection()
      try connection.run(begin)
      return connection
    } catch {
      connection = nil
      guard hadConnection, error.code == .unreachable else { throw error }
    }
    let connection = try openConnection()
    try connection.run(begin)
    return connection
  }

  private func openConnection() throws(DatabaseError) -> Connection {
    if let connection, connection.isUsable { return connection }
    let connection = try Connection(configuration)
    self.connection = connection
    return connection
  }

  /// Closes the connection; a later use opens a new one.
  package func close() { connection = nil }
}
