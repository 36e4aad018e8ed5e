import Bybit
import Exchange
import ServiceKit

/// Hears the private stream and wakes the workers, which read by REST what has become of orders and positions. So a message that is lost,
/// late or doubled can do no harm; without the stream the workers look once a second.
struct StreamListener: Worker {
  let name = "private-stream"
  let isListener = true
  let exchange: VerifiedExchange
  let wake: @Sendable () -> Void

  static let topics = ["order", "execution", "position"]

  /// Lasts until the service stops.
  func step() async throws -> WorkerOutcome {
    let stream = try await exchange.privateStream(Self.topics)
    let wake = wake
    await stream.run { event in
      switch event {
      case .live, .update: wake()
      case .down: break
      }
    }
    return .idle
  }
}
