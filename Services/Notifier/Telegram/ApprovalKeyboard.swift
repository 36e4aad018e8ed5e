import Model
import Telegram

/// The buttons beneath a proposal.
enum ApprovalKeyboard {
  static func ask(_ token: String) -> InlineKeyboard {
    InlineKeyboard([
      [.init("✅ Approve", ButtonTap(.approve, token).data), .init("❌ Reject", ButtonTap(.reject, token).data)]
    ])
  }

  static func sure(_ token: String, _ notional: Money) -> InlineKeyboard {
    InlineKeyboard([
      [.init("‼️ Yes, \(Figures.money(notional)) USDT", ButtonTap(.sure, token).data), .init("↩️ Back", ButtonTap(.back, token).data)]
    ])
  }

  /// 128 random bits in hexadecimal.
  static func makeToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
