import Bybit
import Logging
import Messages
import Model

/// Reads stop and target of an entry's position back, setting them when they are missing (DESIGN §6.2).
struct StopReader: Sendable {
  let client: BybitClient
  let time: TimeSource
  let logger: Logger

  static let repairs = 3

  /// A stop is what protects: a target that cannot be set is reported, and the position lives on with its stop. A stop that covers only a
  /// part of the position counts as none.
  func read(_ proposal: TradeProposal, repairs: Int = repairs) async throws -> ProtectionReading {
    for attempt in 0...repairs {
      let position = try await client.positions(proposal.symbol, by: time.now + .seconds(2)).first
      guard let position, position.size > .zero else { return .flat }
      if let stopLoss = position.coveringStop, let takeProfit = position.takeProfit {
        return .complete(stopLoss: stopLoss, takeProfit: takeProfit)
      }
      guard attempt < repairs else {
        guard let stopLoss = position.coveringStop else { return .missing }
        return .complete(stopLoss: stopLoss, takeProfit: proposal.takeProfit)
      }
      logger.error(
        "position without complete protection, setting it",
        metadata: ["symbol": "\(proposal.symbol)", "correlation.id": "\(proposal.cycleID)", "attempt": "\(attempt + 1)"])
      await StopSetter(client: client, time: time, logger: logger).set(proposal)
    }
    return .missing
  }
}
