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

  private func running(_ worker: ScriptedWorker, _ signal: Signal, _ body: () async throws -> Void) async throws {
    let loop = WorkerLoop(worker: worker, signal: signal, time: .system, logger: ScriptedOwner.logger)
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
}
