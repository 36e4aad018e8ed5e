import Logging
import ServiceLifecycle

/// Sends the position states that waited for their interval.
struct ThrottleClock: Service {
  let hub: LiveHub
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do { try await Task.sleep(for: .milliseconds(25)) } catch { return }
        do { try hub.tellDue() } catch { logger.warning("positions were not told", metadata: ["error": "\(error)"]) }
      }
    }
  }
}
