import Synchronization

/// The one thing that a waiting task and the transfer thread share about a transfer: whether the task gave up. A class because an
/// `Atomic` cannot be copied.
final class Ticket: Sendable {
  private let cancelled = Atomic(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }
  func cancel() { cancelled.store(true, ordering: .releasing) }
}
