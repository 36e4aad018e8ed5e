import Exchange
import Messages
import Model
import ServiceKit

struct GetWalletHandler: ReadHandler {
  let exchange: VerifiedExchange
  let time: TimeSource

  func answer(_ request: GetWallet) async throws -> GetWallet.Reply {
    let wallet = try await exchange.verified().wallet()
    return GetWallet.Reply(
      equity: wallet.equity, walletBalance: wallet.walletBalance, available: wallet.available, mode: exchange.mode, at: time.now)
  }
}
