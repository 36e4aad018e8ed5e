import Logging
import Model
import ServiceKit
import ServiceLifecycle

/// Has the hub tell each socket that it is there and whether the system is heard: each second it looks whether that is due.
struct Pulse: Service {
  let hub: LiveHub
  let presence: SystemPresence
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      // Nobody gives it: the wait is the pause.
      let pause = Signal()
      while !Task.isCancelled {
        do { try hub.beat(isHearing: presence.isHearing) } catch {
          logger.warning("no sign of life was told", metadata: ["error": "\(error)"])
        }
        await pause.wait(atMost: .seconds(1))
      }
    }
  }
}
