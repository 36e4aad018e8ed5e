import Messages
import Model

/// Has the market left the analysed entry? Checked at the approval (DESIGN §6.7).
package enum PriceDrift {
  /// - Returns: the objection, or nil when the price is still near enough and between stop and target.
  package static func objection(to proposal: TradeProposal, lastPrice: Price, maximumDrift: Double) -> String? {
    let sign = proposal.side.sign
    let price = lastPrice.double
    guard sign * (price - proposal.stopLoss.double) > 0 else { return "the price \(lastPrice) has passed the stop \(proposal.stopLoss)" }
    guard sign * (proposal.takeProfit.double - price) > 0 else {
      return "the price \(lastPrice) has passed the target \(proposal.takeProfit)"
    }
    let drift = abs(price - proposal.entryPrice.double)
    let limit = maximumDrift * proposal.averageTrueRange.double
    guard drift <= limit else {
      return
        "the price \(lastPrice) is \(Price(nearest: drift)?.description ?? "far") from the entry \(proposal.entryPrice), more than \(maximumDrift) ATR"
    }
    return nil
  }
}
