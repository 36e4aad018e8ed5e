import Model
import ServiceLifecycle

/// Plays the market on every 100 ms, so that stops are filled while no client asks.
struct Ticker: Service {
  let exchange: Exchange
  let time: TimeSource

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      do {
        while true {
          try await Task.sleep(for: .milliseconds(100))
          try await exchange.tick(at: time.now)
        }
      } catch is CancellationError {
        return
      }
    }
  }
}
