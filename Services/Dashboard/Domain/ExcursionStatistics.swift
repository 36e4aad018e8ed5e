import Messages
import Model

/// Closed trades by how far the price went against and for them: are stops too near, are targets too far?
package struct ExcursionStatistics: Codable, Sendable, Equatable {
  package struct Measured: Codable, Sendable, Equatable {
    package let tradeID: TradeID
    package let adverse: Double
    package let favourable: Double
    package let profit: Money
  }

  /// As the trades came.
  package let trades: [Measured]
  package let byAdverse: [TradeStatistics.Group]
  package let byFavourable: [TradeStatistics.Group]
  /// Closed trades whose candles are not all known.
  package let unmeasured: Int

  package init(_ all: [Trade], excursion: (TradeID) -> Excursion?) {
    let closed = all.compactMap { trade in trade.status == .closed ? trade.realizedPnL.map { (trade.tradeID, $0) } : nil }
    trades = closed.compactMap { id, profit in
      excursion(id).map { Measured(tradeID: id, adverse: $0.adverse, favourable: $0.favourable, profit: profit) }
    }
    unmeasured = closed.count - trades.count
    byAdverse = Self.groups(trades, step: 0.25, bins: 5) { $0.adverse }
    byFavourable = Self.groups(trades, step: 0.5, bins: 5) { $0.favourable }
  }

  /// Bins of equal width in R, the last without an end; those without a trade are left out.
  private static func groups(_ trades: [Measured], step: Double, bins: Int, _ value: (Measured) -> Double) -> [TradeStatistics.Group] {
    (0..<bins).compactMap { bin in
      let (from, to) = (Double(bin) * step, bin == bins - 1 ? Double.infinity : Double(bin + 1) * step)
      let members = trades.filter { value($0) >= from && value($0) < to }
      guard !members.isEmpty else { return nil }
      return TradeStatistics.Group(
        name: to.isFinite ? "\(from)–\(to) R" : "from \(from) R", trades: members.count, wins: members.filter { $0.profit > .zero }.count,
        profit: members.reduce(.zero) { $0 + $1.profit })
    }
  }
}
