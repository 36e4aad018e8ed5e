import Model

/// A loop over work that is stored in the database: claim, do, commit the outcome. It holds no state that a restart would miss.
package protocol Worker: Sendable {
  var name: String { get }
  /// Whether a step waits long for what the outside says and may be cancelled anywhere: a graceful shutdown does not wait for it.
  var isListener: Bool { get }
  /// Does one piece of work.
  func step() async throws -> WorkerOutcome
}

extension Worker {
  package var isListener: Bool { false }
}

package enum WorkerOutcome: Sendable, Equatable {
  /// Something was done; look again at once.
  case worked
  /// Nothing to do before this moment, if nothing changes; nil means the usual second.
  case idle(until: Timestamp?)

  package static let idle = WorkerOutcome.idle(until: nil)
}
