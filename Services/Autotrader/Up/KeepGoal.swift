import Messages
import Model

/// When `--keep until-closed` has seen enough. Pure.
struct KeepGoal: Sendable, Equatable {
  enum Verdict: Sendable, Equatable {
    /// The first trades live on.
    case waiting
    /// They have closed, all in the same way: the other is waited for, until then at the latest.
    case lacking(CloseReason, until: Timestamp)
    case reached
  }

  /// The trades whose end is waited for.
  let first: Set<TradeID>
  /// How much longer a target and a stop are both waited for after the first trades have closed; nil: not at all.
  let patience: Duration?

  /// - Parameter closed: every trade that has closed since the watch began, and maybe older ones.
  func verdict(closed: [Trade], now: Timestamp) -> Verdict {
    let ends = closed.filter { first.contains($0.tradeID) }.compactMap(\.closedAt)
    guard ends.count == first.count, let last = ends.max() else { return .waiting }
    let reasons = Set(closed.compactMap(\.reason))
    let lacking = [CloseReason.takeProfit, .stopLoss].first { !reasons.contains($0.rawValue) }
    guard let patience, let lacking, now < last + patience else { return .reached }
    return .lacking(lacking, until: last + patience)
  }
}
