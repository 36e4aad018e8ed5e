import Bybit
import Logging
import Messages
import Model

/// Sets stop and target of a position. Whatever is answered, the next look at the position says what it has.
struct StopSetter: Sendable {
  let client: BybitClient
  let time: TimeSource
  let logger: Logger

  /// Of one call.
  static let limit = Duration.seconds(2)

  func set(_ proposal: TradeProposal) async {
    do {
      try await client.setTradingStop(
        proposal.symbol, takeProfit: proposal.takeProfit, stopLoss: proposal.stopLoss, by: time.now + Self.limit)
    } catch {
      logger.error("the stop could not be set", metadata: metadata(proposal, error))
      // The target may be what is refused; the stop is what protects.
      do {
        try await client.setTradingStop(proposal.symbol, stopLoss: proposal.stopLoss, by: time.now + Self.limit)
      } catch { logger.error("the stop alone could not be set either", metadata: metadata(proposal, error)) }
    }
  }

  private func metadata(_ proposal: TradeProposal, _ error: any Error) -> Logger.Metadata {
    ["symbol": "\(proposal.symbol)", "correlation.id": "\(proposal.cycleID)", "error": "\(error)"]
  }
}
