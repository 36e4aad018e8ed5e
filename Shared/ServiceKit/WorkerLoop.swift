import Database
import Logging
import Messages
import Model
import ServiceLifecycle

/// Runs a worker until the service stops; a graceful shutdown lets it end its step, a cancellation does not. After an error it waits 0.2 s to 5 s, longer each time, and goes on; a signal shortens the
/// wait to 0.2 s, never to nothing, or a worker that fails after a commit of its own would spin. Who fails for long is told to people once.
struct WorkerLoop: Service {
  let worker: any Worker
  let record: WorkerRecord
  let signal: Signal
  let time: TimeSource
  let logger: Logger
  /// Publishes that the worker needs a person; tried again at its next failure when that fails too.
  let alert: @Sendable (GetHealth.FailingWorker) async throws -> Void

  static let usualWait = Duration.seconds(1)
  /// A moment that has passed already must not make a spin.
  static let shortestWait = Duration.milliseconds(5)
  static let shortestBackOff = Duration.milliseconds(200)

  func run() async throws {
    defer { record.worked() }
    await withGracefulShutdownHandler {
      while !Task.isCancelled && !Task.isShuttingDownGracefully {
        do {
          let outcome = try await step()
          recover()
          if case .idle(let until) = outcome {
            let rest = until.map { $0 - time.now } ?? Self.usualWait
            await signal.wait(atMost: max(Self.shortestWait, min(Self.usualWait, rest)))
          }
        } catch {
          if Task.isCancelled || worker.isListener && Task.isShuttingDownGracefully { return }
          let failures = await complain(error)
          do { try await Task.sleep(for: Self.shortestBackOff) } catch { return }
          await signal.wait(atMost: .milliseconds(min(5000, 200 << min(failures - 1, 5))) - Self.shortestBackOff)
        }
      }
    } onGracefulShutdown: {
      signal.signal()
    }
  }

  private func step() async throws -> WorkerOutcome {
    guard worker.isListener else { return try await worker.step() }
    return try await cancelWhenGracefulShutdown { try await worker.step() }
  }

  private func recover() {
    guard let failure = record.worked(), failure.isAlarming(at: time.now) else { return }
    logger.notice(
      "worker works again",
      metadata: ["worker": "\(worker.name)", "failures": "\(failure.count)", "failed.since": "\(failure.since)"])
  }

  /// - Returns: how often it has failed in a row.
  private func complain(_ error: any Error) async -> Int {
    let now = time.now
    let (failure, isNews) = record.failed("\(error)", at: now)
    logger.log(
      level: isNews ? .warning : .debug, "worker failed, trying again",
      metadata: [
        "worker": "\(worker.name)", "failures": "\(failure.count)", "failed.since": "\(failure.since)", "error": "\(error)",
      ])
    guard failure.needsAlert(at: now), let failing = record.failing else { return failure.count }
    do {
      try await alert(failing)
      record.alerted()
    } catch {
      logger.debug("the alert about a failing worker waits", metadata: ["worker": "\(worker.name)", "error": "\(error)"])
    }
    return failure.count
  }
}
