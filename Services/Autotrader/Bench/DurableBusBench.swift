import Database
import FoundationEssentials
import Glibc
import Instance
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import Synchronization

/// Two whole services on a private PostgreSQL: one commits facts, the other handles them.
struct DurableBusBench: Sendable {
  let addresses: BusAddresses
  let logger: Logger

  /// A fact that was not handled by then ends the measurement.
  static let patience = Duration.seconds(20)

  func measure(_ count: Int) async throws -> (durable: BenchBusReport.Path, commit: BenchBusReport.Path) {
    try await BenchDatabase.with([.analyzer, .notifier]) { environment in
      let (databases, handover) = AsyncStream.makeStream(of: Database.self, bufferingPolicy: .bufferingOldest(1))
      let log = HandledFacts()
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await serve(Self.producer(handover), environment) }
        group.addTask { try await serve(Self.consumer(log), environment) }
        var found = databases.makeAsyncIterator()
        guard let database = await found.next() else { throw CommandFailure(.failed, "the producer did not start") }
        let result: Result<(BenchBusReport.Path, BenchBusReport.Path), any Error>
        do { result = .success(try await measure(count, database, log)) } catch { result = .failure(error) }
        group.cancelAll()
        // Cancelled services may end with an error; the measurement is done.
        while let ended = await group.nextResult() { _ = ended }
        return try result.get()
      }
    }
  }

  private func measure(_ count: Int, _ database: Database, _ log: HandledFacts) async throws -> (BenchBusReport.Path, BenchBusReport.Path) {
    let clock = ContinuousClock()
    var (commits, delays): ([Duration], [Duration]) = ([], [])
    // The first ones find the way: subscriptions, prepared statements, a replay.
    let warming = 50
    for number in 1...Int64(count + warming) {
      let start = clock.now
      try await commit(number...number, database)
      let committed = clock.now
      let handled = try await log.wait(for: number, within: Self.patience)
      guard number > warming else { continue }
      commits.append(committed - start)
      delays.append(handled - committed)
    }
    let first = Int64(count + warming) + 1
    let start = clock.now
    for batch in 0..<Int64(count / 20) {
      let lower = first + batch * 20
      try await commit(lower...lower + 19, database)
      if batch > 20 { _ = try await log.wait(for: lower - 400, within: Self.patience) }
    }
    let last = first + Int64(count / 20) * 20 - 1
    let end = try await log.wait(for: last, within: Self.patience)
    return (
      BenchBusReport.Path(delays, perSecond: Double(last - first + 1) / (end - start).inSeconds),
      BenchBusReport.Path(commits, perSecond: nil)
    )
  }

  private func commit(_ numbers: ClosedRange<Int64>, _ database: Database) async throws {
    try await database.transaction { transaction in
      for number in numbers { try transaction.publish(BenchFact(number), Cause(correlationID: .random())) }
    }
  }

  private func serve(_ definition: ServiceDefinition, _ environment: [String: String]) async throws {
    let services = addresses.services.map { "\($0.key.rawValue)=\($0.value[0])" }.joined(separator: ";")
    let settings = try Settings.load(
      environment: environment.merging([
        "AUTOTRADER_BUS_PUBLISHERS": addresses.publishers, "AUTOTRADER_BUS_SUBSCRIBERS": addresses.subscribers,
        "AUTOTRADER_BUS_SERVICES": services,
      ]) { $1 })
    try await ServiceProcess.run(definition, settings, logger)
  }

  private static func producer(_ handover: AsyncStream<Database>.Continuation) -> ServiceDefinition {
    ServiceDefinition(.analyzer, migrations: []) { runtime in
      ServiceDefinition.Parts(hears: [], answers: [], workers: [BenchStart(database: runtime.database, handover: handover)])
    }
  }

  private static func consumer(_ log: HandledFacts) -> ServiceDefinition {
    ServiceDefinition(.notifier, migrations: []) { _ in
      ServiceDefinition.Parts(hears: [BenchFactHandler(log: log)], answers: [], workers: [BenchWatch(log: log)])
    }
  }
}

/// Hands the producer's database over once it leads: before, it could write nothing.
private struct BenchStart: Worker {
  let name = "bench-start"
  let database: Database
  let handover: AsyncStream<Database>.Continuation

  func step() async throws -> WorkerOutcome {
    handover.yield(database)
    return .idle
  }
}

/// Notes each fact inside the transaction that handles it.
private struct BenchFactHandler: EventHandler {
  let log: HandledFacts

  func handle(_ event: BenchFact, _ context: EventContext, _ transaction: Transaction) throws { log.handling(event.number) }
}

/// Woken after each commit of the inbox.
private struct BenchWatch: Worker {
  let name = "bench-watch"
  let log: HandledFacts

  func step() async throws -> WorkerOutcome {
    log.committed()
    return .idle
  }
}

/// Which facts have been handled, and when that was committed.
final class HandledFacts: Sendable {
  private struct State {
    var handling: Int64 = 0
    var committed: Int64 = 0
    var at = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let changed = Signal()

  func handling(_ number: Int64) { state.withLock { $0.handling = number } }

  func committed() {
    state.withLock { state in
      guard state.handling > state.committed else { return }
      state.committed = state.handling
      state.at = .now
    }
    changed.signal()
  }

  /// - Returns: when it was known to be committed. - Throws: ``CommandFailure`` after `limit`.
  func wait(for number: Int64, within limit: Duration) async throws -> ContinuousClock.Instant {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let (committed, at) = state.withLock { ($0.committed, $0.at) }
      if committed >= number { return at }
      await changed.wait(atMost: .seconds(1))
    }
    throw CommandFailure(.failed, "fact \(number) was not handled within \(limit.text)")
  }
}
