import Messages
import Model

/// What closed trades have earned, as a whole and by what distinguishes them. Sums are exact; ratios are for people.
package struct TradeStatistics: Codable, Sendable, Equatable {
  package struct Group: Codable, Sendable, Equatable {
    package let name: String
    package let trades: Int
    package let wins: Int
    package let profit: Money
  }

  package struct Point: Codable, Sendable, Equatable {
    package let at: Timestamp
    package let tradeID: TradeID
    /// Earned up to and including this trade.
    package let profit: Money
  }

  /// What the pages group by, beyond the trade's own row.
  package struct Origin: Sendable, Equatable {
    package let promptName: String
    package let confidence: Double
    package let timeframe: Timeframe

    package init(promptName: String, confidence: Double, timeframe: Timeframe) {
      self.promptName = promptName
      self.confidence = confidence
      self.timeframe = timeframe
    }

    package init(_ proposal: TradeProposal) {
      self.init(promptName: proposal.promptName, confidence: proposal.confidence, timeframe: proposal.timeframe)
    }
  }

  package let trades: Int
  package let wins: Int
  /// The rest has earned nothing.
  package let losses: Int
  package let profit: Money
  package let grossProfit: Money
  package let grossLoss: Money
  /// Gross profit over gross loss; nil without a loss.
  package let profitFactor: Double?
  package let maximumDrawdown: Money
  package let curve: [Point]
  package let daily: [Group]
  package let bySymbol: [Group]
  package let byHour: [Group]
  package let byPrompt: [Group]
  package let byConfidence: [Group]

  /// - Parameter origin: of a trade's proposal; nil when it is not known any more.
  package init(_ all: [Trade], origin: (TradeID) -> Origin?) {
    let closed = all.compactMap { trade -> Closed? in
      guard trade.status == .closed, let at = trade.closedAt, let profit = trade.realizedPnL else { return nil }
      return Closed(trade: trade, at: at, profit: profit)
    }.sorted { $0.at < $1.at }
    trades = closed.count
    wins = closed.filter(\.isWin).count
    losses = closed.filter(\.isLoss).count
    grossProfit = closed.filter(\.isWin).reduce(.zero) { $0 + $1.profit }
    grossLoss = closed.filter(\.isLoss).reduce(.zero) { $0 - $1.profit }
    profitFactor = grossLoss > .zero ? grossProfit.double / grossLoss.double : nil
    var sum = Money.zero
    var peak = Money.zero
    var drawdown = Money.zero
    curve = closed.map { one in
      sum = sum + one.profit
      peak = max(peak, sum)
      drawdown = max(drawdown, peak - sum)
      return Point(at: one.at, tradeID: one.trade.tradeID, profit: sum)
    }
    profit = sum
    maximumDrawdown = drawdown
    daily = Self.groups(closed) { String($0.at.description.prefix(10)) }
    bySymbol = Self.groups(closed) { $0.trade.symbol.description }
    byHour = Self.groups(closed) { String($0.trade.began.description.dropFirst(11).prefix(2)) }
    byPrompt = Self.groups(closed) { origin($0.trade.tradeID)?.promptName ?? "unknown" }
    byConfidence = Self.groups(closed) { origin($0.trade.tradeID).map { Self.bin($0.confidence) } ?? "unknown" }
  }

  private struct Closed {
    let trade: Trade
    let at: Timestamp
    let profit: Money
    var isWin: Bool { profit > .zero }
    var isLoss: Bool { profit < .zero }
  }

  /// Tenths: `0.7–0.8` holds 0.700 up to 0.799.
  private static func bin(_ confidence: Double) -> String {
    let tenth = min(9, max(0, Int((confidence * 10).rounded(.down))))
    return "0.\(tenth)–\(tenth == 9 ? "1.0" : "0.\(tenth + 1)")"
  }

  private static func groups(_ closed: [Closed], _ name: (Closed) -> String) -> [Group] {
    Dictionary(grouping: closed, by: name).sorted { $0.key < $1.key }.map { name, members in
      Group(
        name: name, trades: members.count, wins: members.filter(\.isWin).count, profit: members.reduce(.zero) { $0 + $1.profit })
    }
  }
}
