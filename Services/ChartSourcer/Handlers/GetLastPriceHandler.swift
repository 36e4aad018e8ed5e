import Bybit
import Exchange
import Messages
import ServiceKit

struct GetLastPriceHandler: ReadHandler {
  let exchange: VerifiedExchange

  func answer(_ request: GetLastPrice) async throws -> GetLastPrice.Reply {
    let ticker = try await exchange.verified().ticker(request.symbol)
    return GetLastPrice.Reply(price: ticker.lastPrice, at: ticker.at)
  }
}
