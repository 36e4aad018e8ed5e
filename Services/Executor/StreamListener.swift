import Bybit
import Exchange
import ServiceKit

/// Hears the private stream and wakes the workers, which read by REST what has become of orders and positions. So a message that is lost,
/// late, doubled or wrong can do no harm; without the stream the workers look once a second.
struct StreamListener: Worker {
  let name = "private-stream"
  let isListener = true
  /// Throws while the exchange is not verified.
  let open: @Sendable () async throws -> BybitStream
  let wake: @Sendable () -> Void

  static let topics = ["order", "execution", "position"]

  init(open: @escaping @Sendable () async throws -> BybitStream, wake: @escaping @Sendable () -> Void) {
    self.open = open
    self.wake = wake
  }

  init(exchange: VerifiedExchange, wake: @escaping @Sendable () -> Void) {
    self.init(open: { try await exchange.privateStream(Self.topics) }, wake: wake)
  }

  /// Lasts until the service stops.
  func step() async throws -> WorkerOutcome {
    let stream = try await open()
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
