import Messages
import Model
import Telegram

enum BalanceText {
  static func html(_ wallet: GetWallet.Reply) -> String {
    """
    \(TelegramHTML.bold("Equity \(Figures.money(wallet.equity)) USDT")) (\(wallet.mode.rawValue))
    Balance \(Figures.money(wallet.walletBalance)), free \(Figures.money(wallet.available)), read \(Figures.time(wallet.at)) UTC
    """
  }
}
