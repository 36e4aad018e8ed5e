import Bybit
import Exchange
import Logging
import Model
import ServiceKit

/// Reads ``ExchangeFacts`` with a client that cannot write.
struct ExchangeReader: Sendable {
  let settings: Settings
  let logger: Logger

  func read() async throws -> ExchangeFacts {
    let exchange = try VerifiedExchange(settings, .account, logger: logger)
    let client = try await exchange.verified()
    _ = try await client.serverTime()
    let symbols: [Symbol] = try settings.list(.symbols) { Symbol($0) }
    return ExchangeFacts(
      address: client.configuration.baseURL, clockOffset: client.clockOffset ?? .zero,
      rights: await .reading { try await client.apiKeyInfo() },
      symbols: await .reading { try await facts(of: symbols, client) })
  }

  private func facts(of symbols: [Symbol], _ client: BybitClient) async throws -> [ExchangeFacts.SymbolFacts] {
    let instruments = try await client.instruments()
    var facts: [ExchangeFacts.SymbolFacts] = []
    for symbol in symbols {
      let instrument = instruments.first { $0.symbol == symbol }
      let rows = instrument == nil ? [] : try await client.positions(symbol)
      facts.append(
        ExchangeFacts.SymbolFacts(
          symbol: symbol, maximumLeverage: instrument?.maximumLeverage, leverage: rows.first?.leverage,
          isHedged: rows.contains { $0.positionIndex != 0 }, hasPosition: rows.contains { $0.size > .zero }))
    }
    return facts
  }
}
