import Database
import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle
import Synchronization

/// The last number this process has seen committed in its outbox; read by heartbeats and pings.
final class OutboxPosition: Sendable {
  private let number = Mutex<Int64>(0)
  var last: Int64 { number.withLock { $0 } }
  func advance(to value: Int64) { number.withLock { $0 = max($0, value) } }
}

/// Publishes committed outbox rows in number order. What was committed before the start is not published again: consumers see from the
/// heartbeat that they are behind and ask for a replay, so that start and recovery are one path.
struct OutboxRelay: Service {
  let database: Database
  let bus: Bus
  let position: OutboxPosition
  let committed: Signal
  let logger: Logger
  let killPoints: KillPoints

  static let batch = 500
  /// The bus thread empties its queue within milliseconds; one that does not is stuck or closed.
  static let patience = Duration.seconds(1)

  func run() async throws {
    // Not ended by a graceful shutdown: it is cancelled when the work whose commits it publishes has ended.
    while !Task.isCancelled {
      do {
        if try await publishNext() == 0 { await committed.wait(atMost: .seconds(1)) }
      } catch {
        logger.warning("outbox cannot be published, trying again", metadata: ["error": "\(error)"])
        await committed.wait(atMost: .seconds(1))
      }
    }
    await publishLast()
  }

  /// What was committed just before the stop goes out now rather than as a replay after the next start.
  private func publishLast() async {
    do {
      while try await publishNext() > 0 {}
    } catch {
      logger.warning("outbox cannot be published at the end", metadata: ["error": "\(error)"])
    }
  }

  /// A full queue is waited for: what it dropped would come back as replays, one for each consumer.
  /// - Throws: `BusError` `overloaded` after ``patience``; the event is the first of the next turn.
  private func offer(_ event: EncodedEvent) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while try !bus.publish(event) {
      guard ContinuousClock.now < deadline else {
        throw BusError(.overloaded, "the bus thread has taken nothing for \(Self.patience)")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// - Returns: how many events were published.
  private func publishNext() async throws -> Int {
    let after = position.last
    let events = try await database.transaction { try Outbox.events(after: after, limit: Self.batch, $0) }
    for event in events {
      try await offer(event)
      position.advance(to: event.envelope.number ?? 0)
    }
    // The bus sends from a thread of its own: without a moment for it this would be the point before.
    if !events.isEmpty { killPoints.reach(.eventsAfterPublish, after: .milliseconds(50)) }
    return events.count
  }
}
