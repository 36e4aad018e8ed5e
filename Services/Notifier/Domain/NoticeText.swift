import Messages
import Model
import Telegram

/// One message an event, for people.
enum NoticeText {
  private static func title(_ mark: String, _ text: String) -> String { "\(mark) \(TelegramHTML.bold(text))" }
  private static func plain(_ text: String) -> String { TelegramHTML.escaped(text) }

  static func html(_ event: TradeOpened) -> String {
    if let adoption = event.adoption {
      return """
        \(title("🤝", "Adopted \(event.side == .buy ? "long" : "short") \(event.quantity) \(event.symbol), entry \(event.entryPrice)"))  #\(ShortID.of(event.tradeID))
        Stop \(event.stopLoss)  Target \(event.takeProfit), both read back from the exchange; by \(plain(adoption.decidedBy))
        """
    }
    return """
      \(title("🟢", "Opened \(event.side == .buy ? "long" : "short") \(event.quantity) \(event.symbol) at \(event.entryPrice)"))  #\(ShortID.of(event.tradeID))
      Stop \(event.stopLoss)  Target \(event.takeProfit), both read back from the exchange
      """
  }

  static func html(_ event: TradeClosed) -> String {
    let mark = event.realizedPnL < .zero ? "🔴" : "🏁"
    return """
      \(title(mark, "Closed \(event.symbol): \(Figures.gain(event.realizedPnL)) USDT"))  #\(ShortID.of(event.tradeID))
      \(reason(event.reason)) at \(event.exitPrice), entry \(event.entryPrice), fees \(Figures.money(event.fees))
      """
  }

  private static func reason(_ reason: CloseReason) -> String {
    switch reason {
    case .takeProfit: "Target"
    case .stopLoss: "Stop"
    case .manual: "Closed on request"
    case .flattened: "Flattened"
    case .liquidation: "Liquidated by the exchange"
    case .deleveraging: "Reduced by the exchange (auto-deleveraging)"
    case .unknown: "Closed"
    }
  }

  static func html(_ event: TradeFailed) -> String {
    "\(title("⚠️", "No trade in \(event.symbol)"))  #\(ShortID.of(event.tradeID))\n\(plain(event.message))"
  }

  static func html(_ event: TradeDeclined) -> String { "\(title("➖", "\(event.symbol) not proposed"))\n\(plain(event.message))" }

  static func html(_ event: TradingHalted) -> String {
    let what = event.level == .halted ? "Trading is halted" : "Trading is paused"
    let flatten = event.flatten ? "\nEvery open position is being closed." : "\nOpen positions keep their stops and targets."
    return "\(title("⛔️", what))\n\(plain(event.message)), by \(plain(event.decidedBy))\(flatten)"
  }

  static func html(_ event: TradingResumed) -> String { "\(title("▶️", "Trading goes on")), by \(plain(event.decidedBy))" }

  static func html(_ event: PositionAlert) -> String { "\(title("🚨", "\(event.symbol): \(event.code.rawValue)"))\n\(plain(event.message))" }

  static func html(_ event: TradeUnprotected) -> String {
    let seconds = "\(Figures.ratio(Double(event.milliseconds) / 1000)) s"
    let outcome = event.outcome == .restored ? "The stop is set again." : "It cannot be set: the position is being closed."
    return """
      \(title("🚨", "\(event.symbol) was without a stop for \(seconds)"))  #\(ShortID.of(event.tradeID))
      \(outcome)
      """
  }

  static func html(_ event: AnalysisFailed) -> String { "\(title("⚠️", "No analysis of \(event.symbol)"))\n\(plain(event.message))" }

  static func html(_ event: CycleSkipped) -> String {
    "\(title("⏭", "Cycle \(event.timeframe.rawValue) skipped"))\n\(plain(event.message))"
  }
}
