import Database
import Logging
import Model
import ServiceLifecycle

/// Runs a worker until the service stops; a graceful shutdown lets it end its step, a cancellation does not. After an error it waits 0.2 s to 5 s, longer each time, and goes on; a signal shortens the
/// wait to 0.2 s, never to nothing, or a worker that fails after a commit of its own would spin.
struct WorkerLoop: Service {
  let worker: any Worker
  let signal: Signal
  let time: TimeSource
  let logger: Logger

  static let usualWait = Duration.seconds(1)
  /// A moment that has passed already must not make a spin.
  static let shortestWait = Duration.milliseconds(5)
  static let shortestBackOff = Duration.milliseconds(200)

  func run() async throws {
    await withGracefulShutdownHandler {
      var failures = 0
      while !Task.isCancelled && !Task.isShuttingDownGracefully {
        do {
          let outcome = try await step()
          failures = 0
          if case .idle(let until) = outcome {
            let rest = until.map { $0 - time.now } ?? Self.usualWait
            await signal.wait(atMost: max(Self.shortestWait, min(Self.usualWait, rest)))
          }
        } catch {
          if Task.isCancelled || worker.isListener && Task.isShuttingDownGracefully { return }
          failures += 1
          ServiceMetrics.workerFailed(worker.name)
          logger.log(
            level: failures == 1 ? .warning : .debug, "worker failed, trying again",
            metadata: ["worker": "\(worker.name)", "failures": "\(failures)", "error": "\(error)"])
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
}
