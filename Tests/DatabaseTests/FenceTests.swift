import Dispatch
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Database

/// A process that does not lead its service cannot write, whatever it believes.
@Suite struct FenceTests {
  /// Says what the test says.
  private final class ScriptedFence: WriteFence {
    private let state: Mutex<(permission: WritePermission, refused: [Int64])>
    init(_ permission: WritePermission) { state = Mutex((permission, [])) }
    var permission: WritePermission { state.withLock(\.permission) }
    var refusals: [Int64] { state.withLock(\.refused) }
    func refused(_ epoch: Int64) { state.withLock { $0.refused.append(epoch) } }
  }

  /// Opened by one thread, waited for by another.
  private final class Latch: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func signal() { semaphore.signal() }
    func wait() -> Bool { semaphore.wait(timeout: .now() + 100) == .success }
  }

  private final class Order: Sendable {
    private let state = Mutex<[String]>([])
    var lines: [String] { state.withLock { $0 } }
    func add(_ line: String) { state.withLock { $0.append(line) } }
  }

  private struct Room {
    let test: TestDatabase
    let free: Database
    let fence: ScriptedFence
    let fenced: Database

    init(_ permission: WritePermission) async throws {
      test = try await TestCluster.shared.makeDatabase()
      free = try await test.migrated(.notifier)
      try await free.transaction { _ = try $0.execute("CREATE TABLE notes (text TEXT)") }
      fence = ScriptedFence(permission)
      fenced = try test.connect(.notifier, fence: fence)
    }

    func take() async throws -> Int64? { try await free.transaction { try LeaderLease.take(.seconds(60), by: "test", $0) } }
    func end() async throws { try await free.transaction { _ = try $0.execute("UPDATE leader_lease SET expires_at = '-infinity'") } }
    func note(_ text: String) async throws {
      try await fenced.transaction { _ = try $0.execute("INSERT INTO notes VALUES ($1)", text) }
    }
    func notes() async throws -> [String] {
      try await free.transaction { try $0.execute("SELECT text FROM notes ORDER BY text").map { try $0.read("text") } }
    }
  }

  @Test func `a leader writes in its epoch; in the next one nothing of it is committed, and it is told`() async throws {
    let room = try await Room(.leading(epoch: 1))
    #expect(try await room.take() == 1)
    try await room.note("in epoch 1")
    #expect(room.fence.refusals.isEmpty)
    try await room.end()
    #expect(try await room.take() == 2)
    let error = await #expect(throws: DatabaseError.self) { try await room.note("too late") }
    #expect(error?.code == .notLeader)
    #expect(room.fence.refusals == [1])
    #expect(try await room.notes() == ["in epoch 1"])
  }

  @Test func `an event without a row of its own is refused as well`() async throws {
    let room = try await Room(.leading(epoch: 1))
    _ = try await room.take()
    try await room.end()
    _ = try await room.take()
    let symbol = try #require(Symbol("BTCUSDT"))
    let event = TradeExpired(proposalID: .random(), cycleID: .random(), symbol: symbol, message: "x")
    let error = await #expect(throws: DatabaseError.self) {
      try await room.fenced.transaction { try $0.publish(event, Cause(correlationID: .random())) }
    }
    #expect(error?.code == .notLeader)
    #expect(try await room.free.transaction { try Outbox.lastNumber($0) } == 0)
  }

  @Test func `reading needs no epoch, locks nothing and draws no transaction number`() async throws {
    let room = try await Room(.leading(epoch: 7))
    let isWriting = try await room.fenced.transaction { transaction in
      _ = try transaction.execute("SELECT * FROM notes")
      _ = try LeaderLease.lockedEpoch(willWrite: false, transaction)
      return try transaction.exists("SELECT 1 WHERE pg_current_xact_id_if_assigned() IS NOT NULL")
    }
    #expect(!isWriting)
    #expect(room.fence.refusals.isEmpty)
  }

  @Test func `a standby reads; the server itself refuses what it writes`() async throws {
    let room = try await Room(.readOnly)
    #expect(try await room.fenced.transaction { try $0.execute("SELECT * FROM notes").count } == 0)
    let error = await #expect(throws: DatabaseError.self) { try await room.note("no") }
    #expect(error?.code == .notLeader)
    #expect(try await room.notes() == [])
  }

  @Test func `a takeover waits for a transaction that has passed its check`() async throws {
    let room = try await Room(.leading(epoch: 1))
    _ = try await room.take()
    try await room.end()
    let (isChecked, mayCommit) = (Latch(), Latch())
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await room.fenced.transaction { transaction in
          _ = try transaction.execute("INSERT INTO notes VALUES ('last of epoch 1')")
          _ = try LeaderLease.lockedEpoch(willWrite: true, transaction)
          isChecked.signal()
          guard mayCommit.wait() else { throw TestFailure("nobody let the transaction go on") }
          order.add("commits")
        }
      }
      group.addTask {
        await withCheckedContinuation { continuation in
          DispatchQueue.global().async {
            _ = isChecked.wait()
            continuation.resume()
          }
        }
        let other = try room.test.connect(.notifier)
        let epoch = try await other.transaction { try LeaderLease.take(.seconds(60), by: "other", $0) }
        order.add("takes \(epoch ?? 0)")
      }
      // The takeover waits for a lock: the server says so.
      try await eventually("the takeover waits") {
        try await room.free.transaction {
          try $0.exists(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE leader_epoch%'"
          )
        }
      }
      mayCommit.signal()
      try await group.waitForAll()
    }
    #expect(order.lines == ["commits", "takes 2"])
    #expect(try await room.notes() == ["last of epoch 1"])
  }

  @Test func `the lease is taken once, renewed by its epoch only while it lasts, and free after a release`() async throws {
    let room = try await Room(.readOnly)
    #expect(try await room.take() == 1)
    #expect(try await room.take() == nil)
    try await room.free.transaction { transaction in
      #expect(try LeaderLease.renew(1, .seconds(60), transaction))
      #expect(try !LeaderLease.renew(2, .seconds(60), transaction))
      let standing = try LeaderLease.standing(transaction)
      #expect(standing.epoch == 1 && standing.remaining > .seconds(50) && standing.remaining <= .seconds(60))
    }
    try await room.end()
    // Nobody else has taken it, but it has ended: who has been away begins a new epoch.
    #expect(try await room.free.transaction { try !LeaderLease.renew(1, .seconds(60), $0) })
    #expect(try await room.take() == 2)
    try await room.free.transaction { try LeaderLease.release(1, $0) }
    #expect(try await room.take() == nil)
    try await room.free.transaction { try LeaderLease.release(2, $0) }
    #expect(try await room.take() == 3)
  }
}
