import Model

/// Whether a set of books may be traded from in a mode (DESIGN §6.11). The executor judges by it at its start and before each entry, the
/// doctor whenever a person asks. Pure.
package struct ModeClearance: Sendable, Equatable {
  package let mode: TradingMode
  /// Trades of mode paper that have closed, in the same books.
  package let closedPaperTrades: Int
  package let requiredPaperTrades: Int
  /// Trades that are not over, by the mode they were made in.
  package let unfinished: [TradingMode: Int]

  package init(mode: TradingMode, closedPaperTrades: Int, requiredPaperTrades: Int, unfinished: [TradingMode: Int]) {
    self.mode = mode
    self.closedPaperTrades = closedPaperTrades
    self.requiredPaperTrades = requiredPaperTrades
    self.unfinished = unfinished
  }

  /// Why there can be no entry; nil when there can.
  package var objection: String? { strangers ?? practice }

  /// Why the mode cannot be started. Too little practice is no reason while own trades are open: they are looked after to their end, and
  /// only new entries are refused.
  package var startObjection: String? { strangers ?? (unfinished[mode, default: 0] > 0 ? nil : practice) }

  /// The position of a trade made elsewhere is not on this mode's exchange: it could neither be protected nor closed from here.
  private var strangers: String? {
    let others = unfinished.filter { $0.key != mode && $0.value > 0 }
    guard let other = others.keys.min(by: { $0.rawValue < $1.rawValue }), let count = others[other] else { return nil }
    return "\(count) \(count == 1 ? "trade" : "trades") of mode \(other.rawValue) \(count == 1 ? "is" : "are") not over: "
      + "set AUTOTRADER_TRADING_MODE back to \(other.rawValue), run autotrader close all, then switch to \(mode.rawValue)"
  }

  private var practice: String? {
    guard mode == .live, closedPaperTrades < requiredPaperTrades else { return nil }
    return "mode live needs \(requiredPaperTrades) closed paper trades in this database and there are \(closedPaperTrades): trade "
      + "\(requiredPaperTrades - closedPaperTrades) more in mode paper first (AUTOTRADER_LIVE_PAPERTRADES)"
  }
}
