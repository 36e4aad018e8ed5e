import Messages
import Model

/// How far the price went against and for a trade while it was open, in multiples of its risk (MAE and MFE), from the candles' extremes. The first
/// and the last candle began before it or ended after it, so both are upper bounds.
package struct Excursion: Codable, Sendable, Equatable {
  package let adverse: Double
  package let favourable: Double

  /// - Returns: nil without an entry or a stop.
  package init?(of trade: Trade, low: Double, high: Double) {
    guard let entry = trade.entryPrice?.double, let stop = trade.stopLoss?.double, entry != stop else { return nil }
    let risk = abs(entry - stop)
    let (against, gain) = trade.side == .buy ? (entry - low, high - entry) : (high - entry, entry - low)
    adverse = max(0, against) / risk
    favourable = max(0, gain) / risk
  }
}
