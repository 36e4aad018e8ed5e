import Database
import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle
import Synchronization
import TestKit
import Testing

@testable import ServiceKit

/// Two processes' loops on one real lease.
@Suite struct LeaderLoopTests {
  /// So long that none lapses by itself in a test, however busy the machine is: what ends, the test has ended.
  private static let length = Duration.seconds(600)

  /// Notes when it runs and when it has ended.
  private final class Diary: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private struct Worked: Service {
    let name: String
    let diary: Diary
    func run() async throws {
      diary.add("\(name) begins")
      do { try await gracefulShutdown() } catch { /* cancelled */  }
      diary.add("\(name) ends")
    }
  }

  private struct Replica {
    let keeper: LeaseKeeper
    let loop: LeaderLoop

    init(_ name: String, _ test: TestDatabase, _ bus: Bus, _ diary: Diary) throws {
      let position = OutboxPosition()
      keeper = LeaseKeeper(
        database: try test.connect(.notifier), leadership: Leadership(), instance: name, position: position, logger: ScriptedOwner.logger,
        length: LeaderLoopTests.length)
      loop = LeaderLoop(
        keeper: keeper,
        work: ServiceWork(
          pieces: [Worked(name: name, diary: diary)],
          relay: OutboxRelay(
            database: try test.connect(.notifier), bus: bus, position: position, committed: Signal(), logger: ScriptedOwner.logger,
            killPoints: .none(.notifier))),
        announce: Signal(), logger: ScriptedOwner.logger)
    }

    var epoch: Int64? { keeper.leadership.epoch }
  }

  private func racing(_ body: (Replica, Replica, Database, Diary, (String) -> Void) async throws -> Void) async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let observer = try await test.migrated(.notifier)
    let bus = try Bus(try TestBus.addresses(), caller: "test", logger: ScriptedOwner.logger)
    let diary = Diary()
    let (first, second) = (try Replica("first", test, bus, diary), try Replica("second", test, bus, diary))
    let (stops, stopping) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      let outer = Mutex<[String: ServiceGroup]>([:])
      for (name, loop) in [("first", first.loop), ("second", second.loop)] {
        let services = ServiceGroup(configuration: .init(services: [.init(service: loop)], logger: ScriptedOwner.logger))
        outer.withLock { $0[name] = services }
        group.addTask {
          do {
            try await services.run()
          } catch is CancellationError {
            return
          } catch let error as ServiceGroupError {
            // A loop that was told to stop ends before its group: that is its way.
            withExtendedLifetime(error) {}
          }
        }
      }
      let groups = outer.withLock { $0 }
      group.addTask { for await name in stops { await groups[name]?.triggerGracefulShutdown() } }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(first, second, observer, diary) { stopping.yield($0) }) } catch { outcome = .failure(error) }
      stopping.finish()
      group.cancelAll()
      try await group.waitForAll()
      try outcome.get()
    }
    await bus.close()
  }

  /// By the database's clock; each renewal moves it.
  private static func leaseEnd(_ transaction: Transaction) throws -> Timestamp {
    let row = try transaction.execute("SELECT expires_at FROM leader_lease").first
    return try #require(try row?.read("expires_at", as: Timestamp.self))
  }

  @Test func `one of two leads, and after its graceful stop the other at once, when the first one's work has ended`() async throws {
    let clock = ContinuousClock()
    try await racing { first, second, _, diary, stop in
      try await eventually("one leads") { first.epoch != nil || second.epoch != nil }
      try await eventually("its work has begun") { !diary.all.isEmpty }
      #expect((first.epoch == nil) != (second.epoch == nil))
      let (leader, other) = first.epoch != nil ? ("first", second) : ("second", first)
      let start = clock.now
      stop(leader)
      try await eventually("the other leads") { other.epoch == 2 }
      // Before the lease would have ended by itself.
      #expect(clock.now - start < Self.length - LeaseKeeper.renewal)
      try await eventually("its work has begun") { diary.all.count == 3 }
      let standby = leader == "first" ? "second" : "first"
      #expect(diary.all == ["\(leader) begins", "\(leader) ends", "\(standby) begins"])
    }
  }

  @Test func `a leader whose epoch was taken from it ends its work and competes again`() async throws {
    try await racing { first, second, observer, diary, _ in
      try await eventually("one works") { diary.all.count == 1 }
      let leader = first.epoch != nil ? first : second
      // As after a long freeze: the lease has run out in the database, and somebody has taken it.
      try await observer.transaction { transaction in
        _ = try transaction.execute("UPDATE leader_lease SET expires_at = '-infinity'")
        #expect(try LeaderLease.take(Self.length, by: "stranger", transaction) == 2)
      }
      try await eventually("the old leader has stopped") { diary.all.count == 2 }
      #expect(leader.epoch == nil && diary.all[1].hasSuffix("ends"))
      try await observer.transaction { try LeaderLease.release(2, $0) }
      try await eventually("one of the two leads after the stranger") { first.epoch == 3 || second.epoch == 3 }
    }
  }

  @Test func `a lease is not lost with its connections`() async throws {
    try await racing { first, second, observer, diary, _ in
      try await eventually("one works") { diary.all.count == 1 }
      let leader = first.epoch != nil ? first : second
      func end() async throws -> Timestamp {
        try await observer.transaction { transaction in
          _ = try transaction.execute(
            """
            SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
            """)
          return try Self.leaseEnd(transaction)
        }
      }
      for _ in 0..<4 {
        let before = try await end()
        try await eventually("a renewal has come through again") { try await observer.transaction { try Self.leaseEnd($0) } > before }
      }
      #expect(leader.epoch == 1 && diary.all.count == 1)
    }
  }
}
