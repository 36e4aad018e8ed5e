import Database
import Logging
import Model
import ServiceLifecycle

/// Runs a worker until the service stops. After an error it waits 0.2 s to 5 s, longer each time, and goes on.
struct WorkerLoop: Service {
  let worker: any Worker
  let signal: Signal
  let time: TimeSource
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var failures = 0
      while !Task.isCancelled {
        do {
          let outcome = try await worker.step()
          failures = 0
          if case .idle(let until) = outcome {
            await signal.wait(atMost: min(.seconds(1), until.map { $0 - time.now } ?? .seconds(1)))
          }
        } catch is CancellationError {
          return
        } catch {
          failures += 1
          logger.log(
            level: failures == 1 ? .warning : .debug, "worker failed, trying again",
            metadata: ["worker": "\(worker.name)", "failures": "\(failures)", "error": "\(error)"])
          await signal.wait(atMost: .milliseconds(min(5000, 200 << min(failures - 1, 5))))
        }
      }
    }
  }
}
