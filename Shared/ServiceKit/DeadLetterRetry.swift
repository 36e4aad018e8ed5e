import Database
import FoundationEssentials
import Messages
import Model

/// Handles parked events again, each in a transaction of its own, in number order; the first that fails ends it.
///
/// The consumer may park one more of the same key meanwhile: whoever comes second waits for the other's row lock, so none is left behind.
struct DeadLetterRetry: RequestHandler {
  let handlers: [Topic: AnyEventHandler]
  let database: Database
  let wakeUps: WakeUps

  /// Letters in one request: the caller has a deadline and asks again.
  static let limit = 100

  private enum Step: Sendable {
    case handled
    case failed(EventID, String, Int)
    case empty
  }

  func answer(_ request: RetryDeadLetters) async throws -> RetryDeadLetters.Reply {
    guard let asked = try await database.transaction({ try DeadLetters.find(request.eventID, $0) })?.letter else {
      return RetryDeadLetters.Reply(outcome: .unknown, handled: 0, remaining: 0)
    }
    var handled = 0
    while handled < Self.limit {
      switch try await next(asked.topic.producer, asked.key) {
      case .handled:
        handled += 1
        wakeUps.signalAll()
      case .failed(let event, let error, let remaining):
        try await database.transaction { try DeadLetters.failedAgain(event, error: error, $0) }
        return RetryDeadLetters.Reply(outcome: .failed, handled: handled, remaining: remaining, nextEventID: event, error: error)
      case .empty:
        return RetryDeadLetters.Reply(outcome: .completed, handled: handled, remaining: 0)
      }
    }
    guard let rest = try await database.transaction({ try DeadLetters.first(of: asked.topic.producer, key: asked.key, $0) }) else {
      return RetryDeadLetters.Reply(outcome: .completed, handled: handled, remaining: 0)
    }
    return RetryDeadLetters.Reply(outcome: .more, handled: handled, remaining: rest.count, nextEventID: rest.letter.eventID)
  }

  /// - Throws: ``DatabaseError`` of the moment; errors of the event are an outcome.
  private func next(_ producer: ServiceName, _ key: String) async throws -> Step {
    do {
      return try await database.transaction { transaction in
        guard let (letter, wire, count) = try DeadLetters.first(of: producer, key: key, transaction) else { return .empty }
        try DeadLetters.remove(letter.eventID, transaction)
        do {
          guard let handler = handlers[letter.topic] else { throw WireError.unheard(letter.topic) }
          let outcome = try handler.handle(try EncodedEvent(wireFormat: Data(wire.utf8)), transaction)
          try Inbox.settle(letter.eventID, outcome, transaction)
          return .handled
        } catch let error as DatabaseError where [.unreachable, .notLeader].contains(error.code) || error.isTransient {
          throw error
        } catch {
          throw Refusal(event: letter.eventID, reason: "\(error)", remaining: count)
        }
      }
    } catch let refusal as Refusal {
      return .failed(refusal.event, refusal.reason, refusal.remaining)
    }
  }

  /// Rolls the event's transaction back and says why.
  private struct Refusal: Error {
    let event: EventID
    let reason: String
    let remaining: Int
  }
}
