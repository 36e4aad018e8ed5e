import Messages
import Messaging
import Model

/// Where the facts of a sizing come from.
protocol SizingFactsSource: Sendable {
  /// - Returns: nil when the exchange does not trade the symbol: asking again would not help.
  /// - Throws: when they cannot be had right now.
  func facts(for symbol: Symbol) async throws -> SizingFacts?
}

/// Asks the executor for the wallet and chart-sourcer for the instrument.
struct BusSizingFacts: SizingFactsSource {
  let bus: Bus

  func facts(for symbol: Symbol) async throws -> SizingFacts? {
    async let wallet = bus.ask(GetWallet(), within: .seconds(2))
    async let instruments = bus.ask(GetInstruments(symbols: [symbol]), within: .seconds(2))
    let money = try await wallet
    guard let instrument = try await instruments.instruments.first(where: { $0.symbol == symbol }) else { return nil }
    return SizingFacts(equity: money.equity, available: money.available, instrument: instrument)
  }
}
