import Messages
import Model

/// The prices that a limit entry may have. Pure. None is further from the analysed entry than the drift that is allowed, whatever the market
/// does meanwhile.
package struct LimitPrices: Sendable, Equatable {
  package let side: Side
  /// The analysed entry, on the tick that is not worse for us.
  package let first: Price
  /// The furthest that may be paid.
  package let worst: Price

  /// - Parameter maximumDrift: in multiples of the ATR.
  package init(_ proposal: TradeProposal, maximumDrift: Double, tick: Price) {
    side = proposal.side
    let towardsUs: Rounding = side == .buy ? .down : .up
    first = proposal.entryPrice.rounded(toMultipleOf: tick, towardsUs)
    // A drift that is no price at all allows none.
    let drift = Price(nearest: maximumDrift * proposal.averageTrueRange.double) ?? .zero
    let limit = side == .buy ? proposal.entryPrice + drift : proposal.entryPrice - drift
    worst = limit.rounded(toMultipleOf: tick, towardsUs)
  }

  /// The price to follow the market with: the best of our own side, where the order is first in line, up to the ``worst``; never further from
  /// the market than now.
  package func following(_ present: Price, best: Price) -> Price {
    side == .buy ? max(present, min(best, worst)) : min(present, max(best, worst))
  }
}
