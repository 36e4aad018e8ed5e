import Bybit
import Exchange
import Messages
import Model
import ServiceKit
import Synchronization

/// The exchange's trading rules, kept for ten minutes: they change about twice a month.
final class GetInstrumentsHandler: ReadHandler {
  private struct Known {
    let instrument: Instrument
    let readAt: Timestamp
  }

  static let lifetime = Duration.seconds(600)
  private let exchange: VerifiedExchange
  private let time: TimeSource
  private let known = Mutex<[Symbol: Known]>([:])

  init(exchange: VerifiedExchange, time: TimeSource) {
    self.exchange = exchange
    self.time = time
  }

  func answer(_ request: GetInstruments) async throws -> GetInstruments.Reply {
    var instruments: [Instrument] = []
    for symbol in request.symbols {
      let now = time.now
      if let fresh = known.withLock({ $0[symbol] }), now - fresh.readAt < Self.lifetime {
        instruments.append(fresh.instrument)
      } else if let instrument = try await instrument(symbol) {
        known.withLock { $0[symbol] = Known(instrument: instrument, readAt: now) }
        instruments.append(instrument)
      }
    }
    return GetInstruments.Reply(instruments: instruments)
  }

  /// The symbol is all that can be wrong with this question: a parameter error says that the exchange does not have it.
  private func instrument(_ symbol: Symbol) async throws -> Instrument? {
    let client = try await exchange.verified()
    do {
      return try await client.instruments(symbol).first { $0.symbol == symbol }
    } catch {
      guard error.retCode == 10_001 else { throw error }
      return nil
    }
  }
}
