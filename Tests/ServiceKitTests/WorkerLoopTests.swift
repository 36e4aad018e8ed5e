import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import ServiceKit

@Suite struct WorkerLoopTests {
  /// Does what its script says, then idles.
  private final class ScriptedWorker: Worker {
    enum Act: Sendable { case fail, work, cancelInside, idle }
    let name = "scripted"
    private let script: Mutex<[Act]>
    private let moments = Mutex<[ContinuousClock.Instant]>([])
    private let onStep: @Sendable () -> Void

    init(_ script: [Act], onStep: @escaping @Sendable () -> Void = {}) {
      self.script = Mutex(script)
      self.onStep = onStep
    }

    var steps: [ContinuousClock.Instant] { moments.withLock { $0 } }

    func step() async throws -> WorkerOutcome {
      moments.withLock { $0.append(ContinuousClock().now) }
      onStep()
      switch script.withLock({ $0.isEmpty ? .idle : $0.removeFirst() }) {
      case .fail: throw TestFailure("no")
      case .work: return .worked
      case .cancelInside: throw CancellationError()
      case .idle: return .idle
      }
    }
  }

  private func running(
    _ worker: ScriptedWorker, _ signal: Signal, record: WorkerRecord = WorkerRecord("scripted"), time: TimeSource = .system,
    alert: @escaping @Sendable (GetHealth.FailingWorker) async throws -> Void = { Issue.record("an alert about \($0)") },
    _ body: () async throws -> Void
  ) async throws {
    let loop = WorkerLoop(worker: worker, record: record, signal: signal, time: time, logger: ScriptedOwner.logger, alert: alert)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await loop.run() }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
      group.cancelAll()
      try await group.waitForAll()
      try outcome.get()
    }
  }

  @Test func `work is followed by work at once`() async throws {
    let worker = ScriptedWorker(Array(repeating: .work, count: 50))
    try await running(worker, Signal()) { try await eventually("all is done") { worker.steps.count >= 51 } }
    #expect(worker.steps[50] - worker.steps[0] < .seconds(15))
  }

  @Test func `failures wait longer each time, even when the failing step signals itself`() async throws {
    let signal = Signal()
    let worker = ScriptedWorker([.fail, .fail, .fail], onStep: { signal.signal() })
    try await running(worker, signal) { try await eventually("it tried four times") { worker.steps.count >= 4 } }
    for index in 1...3 { #expect(worker.steps[index] - worker.steps[index - 1] >= .milliseconds(195)) }
    let quiet = ScriptedWorker([.fail, .fail, .fail])
    try await running(quiet, Signal()) { try await eventually("it tried four times") { quiet.steps.count >= 4 } }
    #expect(quiet.steps[1] - quiet.steps[0] >= .milliseconds(195))
    #expect(quiet.steps[2] - quiet.steps[1] >= .milliseconds(395))
    #expect(quiet.steps[3] - quiet.steps[2] >= .milliseconds(795))
  }

  @Test func `a signal wakes an idle worker`() async throws {
    let signal = Signal()
    let worker = ScriptedWorker([])
    try await running(worker, signal) {
      for round in 1...30 {
        signal.signal()
        try await eventually("it looked again") { worker.steps.count >= round }
      }
    }
    #expect(worker.steps.count >= 30)
  }

  @Test func `a cancellation inside the work is a failure like any other, the loop goes on`() async throws {
    let worker = ScriptedWorker([.cancelInside, .work])
    try await running(worker, Signal()) { try await eventually("it went on") { worker.steps.count >= 3 } }
    #expect(worker.steps.count >= 3)
  }

  @Test func `who fails for half a minute is told once, and again only when it has worked between`() async throws {
    let clock = TestClock()
    // Eleven seconds at each step: the fourth failure is the first after more than thirty.
    let worker = ScriptedWorker(
      Array(repeating: .fail, count: 5) + [.work] + Array(repeating: .fail, count: 4), onStep: { clock.advance(by: .seconds(11)) })
    let record = WorkerRecord("scripted")
    let signal = Signal()
    let alerts = Mutex<[GetHealth.FailingWorker]>([])
    try await running(worker, signal, record: record, time: clock.source, alert: { alert in alerts.withLock { $0.append(alert) } }) {
      try await eventually("it failed, worked, failed and idles", within: .seconds(60)) {
        signal.signal()
        return worker.steps.count >= 11 && record.failing == nil
      }
    }
    let told = alerts.withLock { $0 }
    #expect(told.map(\.failures) == [4, 4] && told.allSatisfy { $0.error == "no" && $0.worker == "scripted" })
    #expect(told.map(\.since) == [1, 7].map { Timestamp(milliseconds: 1_700_000_000_000) + .seconds(11 * $0) })
  }

  @Test func `an alert that cannot be published is tried again`() async throws {
    let clock = TestClock()
    let worker = ScriptedWorker(Array(repeating: .fail, count: 6), onStep: { clock.advance(by: .seconds(31)) })
    let record = WorkerRecord("scripted")
    let signal = Signal()
    let tries = Mutex<[Int]>([])
    try await running(
      worker, signal, record: record, time: clock.source,
      alert: { alert in
        if tries.withLock({ tries in
          tries.append(alert.failures)
          return tries.count < 3
        }) {
          throw TestFailure("no database")
        }
      }
    ) {
      try await eventually("it works again", within: .seconds(60)) {
        signal.signal()
        return worker.steps.count >= 7 && record.failing == nil
      }
    }
    #expect(tries.withLock { $0 } == [2, 3, 4])
  }

  @Test func `a worker that does not run any more has no failure`() async throws {
    let worker = ScriptedWorker(Array(repeating: .fail, count: 1000))
    let record = WorkerRecord("scripted")
    try await running(worker, Signal(), record: record) {
      try await eventually("it fails") { record.failing != nil }
    }
    #expect(record.failing == nil)
  }
}
