import Database
import Messages
import Model
import Synchronization

/// Whether this process leads its service, and until when that is certain.
///
/// The certainty is measured on this machine's monotonic clock, which counts while the process or the machine sleeps, from before each
/// renewal was sent: it ends before the lease ends on the database's clock. So nobody needs to be told that a lease is over: whoever
/// asks here after it, asks in vain.
package final class Leadership: WriteFence {
  package typealias Instant = ContinuousClock.Instant

  private struct Term {
    let epoch: Int64
    var certainUntil: Instant
  }

  /// How the replicas of the service live together.
  let policy: ReplicaPolicy
  private let clock: @Sendable () -> Instant
  private let term = Mutex<Term?>(nil)

  package init(_ policy: ReplicaPolicy = .oneLeader, clock: @escaping @Sendable () -> Instant = { ContinuousClock.now }) {
    self.policy = policy
    self.clock = clock
  }

  var now: Instant { clock() }

  /// The epoch this process leads; nil when it does not, or cannot be certain.
  package var epoch: Int64? { current?.epoch }

  package var role: ReplicaRole { policy == .shared ? .shared : epoch == nil ? .standby : .leader }

  /// How long it is certain that no other replica leads; zero when it is not.
  package var remaining: Duration { current.map { $0.certainUntil - clock() } ?? .zero }

  /// For what takes effect outside up to `duration` later: a write to the exchange is accepted there as long as its receive window.
  /// - Throws: ``LeadershipError``.
  package func require(_ duration: Duration) throws(LeadershipError) {
    let remaining = remaining
    guard remaining < duration else { return }
    throw LeadershipError(remaining: remaining, required: duration)
  }

  package var permission: WritePermission { epoch.map { .leading(epoch: $0) } ?? .readOnly }

  package func refused(_ epoch: Int64) { end(epoch) }

  package func begin(_ epoch: Int64, certainUntil: Instant) { term.withLock { $0 = Term(epoch: epoch, certainUntil: certainUntil) } }

  /// A term that has ended is never prolonged.
  func renewed(_ epoch: Int64, certainUntil: Instant) {
    term.withLock { if $0?.epoch == epoch { $0?.certainUntil = certainUntil } }
  }

  func end(_ epoch: Int64) { term.withLock { if $0?.epoch == epoch { $0 = nil } } }

  private var current: Term? {
    let now = clock()
    return term.withLock { $0 }.flatMap { $0.certainUntil > now ? $0 : nil }
  }
}
