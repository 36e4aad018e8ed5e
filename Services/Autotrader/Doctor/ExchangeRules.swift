import Bybit
import Model

/// The doctor's judgement about clock, key and account at the exchange. Pure.
enum ExchangeRules {
  static func findings(_ facts: DoctorFacts) -> [Finding] {
    guard case .known(let exchange) = facts.exchange else {
      return [
        DoctorRules.unknown(
          "exchange", facts.exchange, fix: "check AUTOTRADER_TRADING_MODE, AUTOTRADER_EXCHANGE_URL, the key and the network")
      ]
    }
    return [
      .good("exchange", "\(exchange.address) is the right one for mode \(facts.limits.mode.rawValue)"),
      clock(exchange.clockOffset, facts.limits.recvWindow), key(exchange.rights, facts.limits.mode),
    ] + account(exchange.symbols, facts.limits.leverage)
  }

  /// The client corrects what it has measured, so a wrong clock is survived; a jump of it is not.
  private static func clock(_ offset: Duration, _ window: Duration) -> Finding {
    let milliseconds = offset.wholeMilliseconds
    let text = "the exchange's clock is \(abs(milliseconds)) ms \(milliseconds < 0 ? "behind" : "ahead of") this machine's"
    let fix = "synchronise this machine's clock: apt-get install chrony"
    if abs(milliseconds) >= window.wholeMilliseconds { return .failed("clock", text, fix: fix) }
    return abs(milliseconds) >= window.wholeMilliseconds / 4 ? .warning("clock", text, fix: fix) : .good("clock", text)
  }

  private static func key(_ fact: Known<APIKeyRights>, _ mode: TradingMode) -> Finding {
    guard case .known(let rights) = fact else {
      return DoctorRules.unknown("key", fact, fix: "make an API key on the exchange and give it with its secret: ./deploy/secrets")
    }
    if let objection = rights.objection(in: mode) {
      return .failed("key", objection, fix: "delete this key on the exchange; no entry is sent with it")
    }
    guard rights.canTrade else {
      return .failed("key", "the API key may not place orders", fix: "give it the right Contract – Orders, and no more")
    }
    if rights.canWithdraw {
      return .warning(
        "key", "the API key may withdraw money", fix: "make one with the right to trade contracts alone; mode live refuses this one")
    }
    let isBound = !rights.addresses.isEmpty && !rights.addresses.contains("*")
    guard mode == .paper || isBound else {
      return .warning("key", "the API key works from any address", fix: "bind it to this machine's address: it then does not expire either")
    }
    return .good("key", "the API key may trade contracts and withdraw nothing")
  }

  private static func account(_ fact: Known<[ExchangeFacts.SymbolFacts]>, _ leverage: Double) -> [Finding] {
    guard case .known(let symbols) = fact else {
      return [DoctorRules.unknown("position-mode", fact, fix: "the account could not be read: check the key and the network")]
    }
    return [mode(symbols), self.leverage(symbols, leverage)]
  }

  private static func mode(_ symbols: [ExchangeFacts.SymbolFacts]) -> Finding {
    let hedged = symbols.filter(\.isHedged)
    guard let first = hedged.first else { return .good("position-mode", "one-way mode") }
    let names = hedged.map(\.symbol.description).joined(separator: ", ")
    return hedged.contains(where: \.hasPosition)
      ? .failed(
        "position-mode", "hedge mode with open positions: \(names)",
        fix: "close \(first.symbol) by hand, then set one-way mode on the exchange")
      : .warning("position-mode", "hedge mode: \(names)", fix: "nothing: the executor sets one-way mode before its first entry")
  }

  private static func leverage(_ symbols: [ExchangeFacts.SymbolFacts], _ wanted: Double) -> Finding {
    let unknown = symbols.filter { $0.maximumLeverage == nil }.map(\.symbol.description)
    if !unknown.isEmpty {
      return .failed(
        "leverage", "the exchange does not trade \(unknown.joined(separator: ", "))", fix: "take it out of AUTOTRADER_TRADING_SYMBOLS")
    }
    let low = symbols.filter { ($0.maximumLeverage ?? 0) < wanted }
    guard let lowest = low.min(by: { ($0.maximumLeverage ?? 0) < ($1.maximumLeverage ?? 0) }) else {
      return .good("leverage", "every symbol allows the configured leverage of \(wanted)")
    }
    return .failed(
      "leverage", "\(lowest.symbol) allows a leverage of \(lowest.maximumLeverage ?? 0) at most, configured is \(wanted)",
      fix: "lower AUTOTRADER_RISK_LEVERAGE or take the symbol out")
  }
}
