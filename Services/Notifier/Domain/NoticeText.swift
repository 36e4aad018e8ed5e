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
      \(CloseReasonText.words(event.reason)) at \(event.exitPrice), entry \(event.entryPrice), fees \(Figures.money(event.fees))
      """
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

  static func html(_ event: PositionAlert) -> String {
    let trade = event.tradeID.map { "  #\(ShortID.of($0))" } ?? ""
    return "\(title("🚨", "\(event.symbol): \(subject(event.code))"))\(trade)\n\(plain(event.message))"
  }

  private static func subject(_ code: PositionAlert.Code) -> String {
    switch code {
    case .unprotected: "no stop at the exchange"
    case .sizeMismatch: "another size than ours"
    case .vanished: "the position is gone"
    case .unknownPosition: "a position that is not ours; it is not touched"
    case .wrongPositionMode: "the account is in hedge mode"
    case .leftoverOrder: "a leftover order"
    case .unknownOrder: "an order that is not ours; it is not touched"
    case .staleQuarantine: "quarantined for a position that is gone"
    }
  }

  static func html(_ event: ServiceAlert, of service: ServiceName) -> String {
    let next =
      switch event.code {
      case .deadLetter:
        "It is parked, and later ones of its key with it. After the cause is mended: \(TelegramHTML.code("bus-tap dead list")), then \(TelegramHTML.code("bus-tap dead retry"))."
      case .truncatedReplay: "The service goes on and compares itself with the owners."
      case .producerSetBack:
        "Stop the system and restore the whole database from one backup: \(TelegramHTML.code("autotrader doctor")) says more."
      case .workerFails:
        "It goes on trying; until it works again its work is not done: \(TelegramHTML.code("autotrader logs \(service.rawValue)"))."
      case .closingFails: "It goes on with a pause of up to half a minute between two orders. Look at the position at the exchange."
      }
    return "\(title("🛠", "\(service.rawValue) needs a person"))\n\(plain(String(event.message.prefix(1000))))\n\(next)"
  }

  /// - Parameter kind: of which more came than anybody reads.
  static func flood(_ kind: NoticeKind) -> String {
    """
    \(title("🌊", "Too many of \(kind.rawValue)"))
    The next ones are not told here for some minutes: \(TelegramHTML.code("autotrader logs")) and the dashboard have all.
    """
  }

  static func html(_ event: TradeUnprotected) -> String {
    let seconds = "\(Figures.ratio(Double(event.milliseconds) / 1000)) s"
    let outcome =
      switch event.outcome {
      case .restored: "The stop is set again."
      case .flattening: "It cannot be set: the position is being closed."
      case .over: "The position is gone."
      }
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
