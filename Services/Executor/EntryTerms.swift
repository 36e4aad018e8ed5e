import Bybit
import Messages
import Model
import Synchronization

/// What the entries of this process are sent with. A class because visits to several trades share the tick sizes that were read.
final class EntryTerms: Sendable {
  let policy: EntryPolicy
  /// In multiples of the ATR.
  let maximumDrift: Double
  private let ticks = Mutex<[Symbol: Price]>([:])

  init(_ policy: EntryPolicy, maximumDrift: Double) {
    self.policy = policy
    self.maximumDrift = maximumDrift
  }

  /// - Throws: when the exchange cannot be read, or does not trade the symbol.
  func prices(_ proposal: TradeProposal, _ client: BybitClient, by deadline: Timestamp) async throws -> LimitPrices {
    LimitPrices(proposal, maximumDrift: maximumDrift, tick: try await tick(proposal.symbol, client, by: deadline))
  }

  private func tick(_ symbol: Symbol, _ client: BybitClient, by deadline: Timestamp) async throws -> Price {
    if let known = ticks.withLock({ $0[symbol] }) { return known }
    guard let instrument = try await client.instruments(symbol, by: deadline).first(where: { $0.symbol == symbol }) else {
      throw ExecutorError(.illegalOrder, "\(symbol) is not traded at the exchange")
    }
    ticks.withLock { $0[symbol] = instrument.tickSize }
    return instrument.tickSize
  }
}
