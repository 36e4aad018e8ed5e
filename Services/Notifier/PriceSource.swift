import Messages
import Messaging
import Model

/// Where the last price comes from.
protocol PriceSource: Sendable {
  func lastPrice(_ symbol: Symbol) async throws -> Price
}

struct BusPriceSource: PriceSource {
  let bus: Bus
  func lastPrice(_ symbol: Symbol) async throws -> Price { try await bus.ask(GetLastPrice(symbol: symbol), within: .seconds(2)).price }
}
