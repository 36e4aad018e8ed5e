import Bybit
import Messages
import Model

/// What must be so on the exchange before an entry leaves: one-way mode, nobody else's position on the symbol, the leverage.
struct EntryPreparation: Sendable {
  let client: BybitClient
  let prepared: PreparedSymbols
  let time: TimeSource

  /// Why there can be no entry.
  struct Obstacle: Sendable {
    let reason: String
    let message: String
  }

  /// - Returns: nil when the entry may go.
  /// - Throws: when it cannot be said now; the caller asks again.
  func obstacle(_ order: OrderIntent, _ proposal: TradeProposal) async throws -> Obstacle? {
    // Not until the cycle's end: an exchange that does not answer must not hold up the protection of other trades.
    let deadline = min(proposal.enterBy, time.now + .seconds(2))
    if !prepared.contains(proposal.symbol) {
      do {
        try await client.switchToOneWayMode(proposal.symbol, by: deadline)
      } catch {
        guard SendOutcome(error.kind) == .refused else { throw error }
        return Obstacle(reason: "positionMode", message: "one-way mode cannot be set: \(error)")
      }
      prepared.add(proposal.symbol)
    }
    // Asked before each sending: between two of them somebody may have traded by hand. What an earlier one made is known by its link id.
    if let stranger = try await client.positions(proposal.symbol, by: deadline).first(where: { $0.size > .zero }),
      try await client.order(linkID: order.linkID, symbol: proposal.symbol, by: deadline) == nil
    {
      return Obstacle(
        reason: "unknownPosition",
        message: "the exchange has \(stranger.side?.rawValue ?? "") \(stranger.size) \(stranger.symbol) that is not ours; it is not touched"
      )
    }
    do {
      try await client.setLeverage(proposal.symbol, proposal.leverage, by: deadline)
    } catch {
      guard SendOutcome(error.kind) == .refused else { throw error }
      return Obstacle(reason: "leverageRefused", message: "\(error)")
    }
    return nil
  }
}
