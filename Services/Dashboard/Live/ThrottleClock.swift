import Logging
import Model
import ServiceKit
import ServiceLifecycle

/// Sends the position states that waited for their interval, when it is over. It sleeps while nothing waits.
struct ThrottleClock: Service {
  let hub: LiveHub
  let time: TimeSource
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        // The signal comes with each state that begins to wait; a limit all the same, for a clock that was set back.
        let pause = hub.nextDue.map { min(max($0 - time.now, .zero), LiveHub.interval) } ?? .seconds(1)
        await hub.waits.wait(atMost: pause)
        do { try hub.tellDue() } catch { logger.warning("positions were not told", metadata: ["error": "\(error)"]) }
      }
    }
  }
}
