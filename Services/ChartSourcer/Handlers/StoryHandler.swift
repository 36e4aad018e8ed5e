import Database
import Messages
import Model
import ServiceKit

/// Writes an event of the pipeline into its cycle's story. One type for all of them: what differs is the pure function in ``CycleStory``.
struct StoryHandler<Handled: Event>: EventHandler {
  private let tell: @Sendable (Handled, Timestamp) -> StoryUpdate

  init(_ tell: @escaping @Sendable (Handled, Timestamp) -> StoryUpdate) { self.tell = tell }

  func handle(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws {
    try StoryStorage(transaction: transaction).apply(tell(event, context.envelope.occurredAt))
  }
}
