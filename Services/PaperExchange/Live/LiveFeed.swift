import Logging
import Model
import ServiceLifecycle

/// Follows the prices of another exchange, twice a second. While it does not answer the prices stand.
struct LiveFeed: Service {
  let source: LiveSource
  let symbols: [Symbol]
  let exchange: Exchange
  let time: TimeSource
  let logger: Logger

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      var isAnswering = true
      do {
        while true {
          do {
            let prices = try await source.prices(symbols)
            if !isAnswering { logger.notice("the upstream answers again", metadata: ["upstream": "\(source.upstream)"]) }
            isAnswering = true
            await exchange.follow(prices, at: time.now)
          } catch is CancellationError {
            return
          } catch {
            if isAnswering {
              logger.warning(
                "the upstream does not answer: prices stand", metadata: ["upstream": "\(source.upstream)", "error": "\(error)"])
            }
            isAnswering = false
          }
          try await Task.sleep(for: .milliseconds(500))
        }
      } catch is CancellationError {
        return
      }
    }
  }
}
