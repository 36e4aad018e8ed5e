import Database
import Messages
import Messaging
import Model
import TestKit

@testable import ServiceKit

/// A consumer of the scripted executor on a real bus and a real slice (the notifier's).
struct ConsumerBench: Sendable {
  let cluster: TestDatabase
  let owner: ScriptedOwner
  let database: Database
  /// Looks at what the consumer does, on a connection of its own.
  let observer: Database
  let clock: TestClock
  private let bus: Bus

  init() async throws {
    cluster = try await TestCluster.shared.makeDatabase()
    let addresses = try TestBus.addresses()
    owner = try ScriptedOwner(addresses)
    clock = TestClock()
    database = try await cluster.migrated(.notifier, FailureRecorder.migrations, time: clock.source)
    observer = try cluster.connect(.notifier)
    bus = try Bus(addresses, caller: "notifier", logger: ScriptedOwner.logger)
  }

  /// The same slice in another process: a new bus, and an owner with the same outbox.
  init(after first: ConsumerBench, _ events: [EncodedEvent]) async throws {
    cluster = first.cluster
    let addresses = try TestBus.addresses()
    owner = try ScriptedOwner(addresses, events)
    clock = first.clock
    database = try cluster.connect(.notifier, time: clock.source)
    observer = first.observer
    bus = try Bus(addresses, caller: "notifier", logger: ScriptedOwner.logger)
  }

  /// Runs a consumer, fed by hand, while `body` runs.
  func consuming(_ body: (AsyncStream<EncodedEvent>.Continuation) async throws -> Void) async throws {
    let consumer = InboxConsumer(
      consumer: .notifier, producer: .executor, handlers: [TradeFailed.topic: AnyEventHandler(FailureRecorder())], database: database,
      bus: bus,
      wakeUps: WakeUps(), time: clock.source, logger: ScriptedOwner.logger, replayPatience: .seconds(120))
    let (stream, feed) = AsyncStream.makeStream(of: EncodedEvent.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      let serving = owner
      group.addTask { try await serving.serve() }
      group.addTask { await consumer.run(stream) }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(feed)) } catch { outcome = .failure(error) }
      feed.finish()
      group.cancelAll()
      try await group.waitForAll()
      try outcome.get()
    }
  }

  func close() async {
    await bus.close()
    await owner.close()
  }

  func notes() async throws -> [String] { try await FailureRecorder.notes(observer) }

  func expectNotes(_ expected: [String]) async throws {
    try await eventually("the notes are \(expected)") { try await notes() == expected }
  }

  func position() async throws -> Int64 { try await observer.transaction { try Inbox.position(of: .executor, $0) } }

  /// How many effects of handled events are in the outbox.
  func effects() async throws -> Int { try await published(TradeExpired.self, observer).count }

  func alerts() async throws -> [ServiceAlert] {
    try await FailureRecorder.alerts(observer)
  }

  /// What the service answers to a retry, by a build whose handler refuses `refused`.
  func retry(_ event: EncodedEvent, refused: Set<String>) async throws -> RetryDeadLetters.Reply {
    let handlers = [TradeFailed.topic: AnyEventHandler(FailureRecorder(refused: refused))]
    return try await DeadLetterRetry(handlers: handlers, database: database, wakeUps: WakeUps())
      .answer(RetryDeadLetters(eventID: event.envelope.id))
  }

  func deadLetters() async throws -> [(number: Int64, error: String, tries: Int)] {
    try await observer.transaction { transaction in
      try transaction.execute("SELECT number, error, tries FROM dead_letters ORDER BY number").map {
        (try $0.read("number"), try $0.read("error"), try $0.read("tries"))
      }
    }
  }
}
