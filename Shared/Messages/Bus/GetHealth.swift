import Model

/// How far is the service with its events, and what does it not call any more? Answered by every service that owns a slice.
package struct GetHealth: ReadRequest {
  package static let name = "get-health"
  package static let version = 1
  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let processID: Int32
    /// `leader` or `standby`; nil where the service holds no lease.
    package let role: String?
    /// The last migration of its own tables that its program knows; nil from a program that is older than this field.
    package let migration: Int?
    /// The last number committed in its outbox.
    package let committed: Int64
    /// The last number of those that its relay has published.
    package let published: Int64
    /// Events that could not be handled.
    package let parked: Int64
    package let consumers: [Consumer]
    package let breakers: [Breaker]
    /// Workers of this process whose last step failed; nil from a program that is older than this field.
    package let failing: [FailingWorker]?

    package init(
      processID: Int32, role: String? = nil, migration: Int? = nil, committed: Int64, published: Int64, parked: Int64,
      consumers: [Consumer], breakers: [Breaker], failing: [FailingWorker]? = nil
    ) {
      self.processID = processID
      self.role = role
      self.migration = migration
      self.committed = committed
      self.published = published
      self.parked = parked
      self.consumers = consumers
      self.breakers = breakers
      self.failing = failing
    }
  }

  /// How far it has come with one producer's events. Ignored ones count at the producer's next heartbeat.
  package struct Consumer: Codable, Sendable, Equatable {
    package let producer: ServiceName
    package let handled: Int64

    package init(producer: ServiceName, handled: Int64) {
      self.producer = producer
      self.handled = handled
    }
  }

  /// A loop over stored work that does not get on.
  package struct FailingWorker: Codable, Sendable, Equatable {
    package let worker: String
    /// Its first failure after it last worked.
    package let since: Timestamp
    /// In a row.
    package let failures: Int
    /// The last one, in one line of bounded length.
    package let error: String

    package init(worker: String, since: Timestamp, failures: Int, error: String) {
      self.worker = worker
      self.since = since
      self.failures = failures
      self.error = error
    }
  }

  /// The circuit breaker of a group of outside calls.
  package struct Breaker: Codable, Sendable, Equatable {
    /// Such as `entry` or `protection`.
    package let calls: String
    /// `CLOSED`, `OPEN` or `HALF_OPEN`.
    package let state: String

    package init(calls: String, state: String) {
      self.calls = calls
      self.state = state
    }
  }
}
