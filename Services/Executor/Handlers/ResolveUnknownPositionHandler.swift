import Bybit
import Exchange
import Messages
import Model
import ServiceKit

/// Decides about a position that no trade stands behind, after a look of its own: the asker's may be old.
struct ResolveUnknownPositionHandler: RequestHandler {
  let adopter: PositionAdopter

  /// Who adopts and puts under quarantine when no person does.
  private static let decidedBy = "reconciliation"

  func answer(_ request: ResolveUnknownPosition) async throws -> ResolveUnknownPosition.Reply {
    let symbol = request.symbol
    let journal = adopter.journal
    if try await journal.isTraded(symbol) { return try await release(symbol, "\(symbol) has a trade of ours") }
    let client = try await adopter.exchange.verified()
    let deadline = adopter.time.now + PositionAdopter.limit
    guard let position = try await client.positions(symbol, by: deadline).first(where: { $0.size > .zero }) else {
      return try await release(symbol, "there is no position on \(symbol)")
    }
    var message = "\(position.side?.rawValue ?? "") \(position.size) at \(position.averagePrice?.description ?? "?") is not ours"
    if let wish = try await wish(for: position, client, by: deadline) {
      switch try await adopter.adopt(wish) {
      case .adopted(let trade):
        return ResolveUnknownPosition.Reply(outcome: .adopted, message: "\(symbol) was opened by our own order: trade \(trade.tradeID)")
      case .refused(let reason): message += " yet, though our own order opened it: \(reason)"
      }
    }
    let isNew = try await journal.quarantine(symbol, message, decidedBy: Self.decidedBy, observedAt: request.observedAt)
    return ResolveUnknownPosition.Reply(outcome: isNew ? .quarantined : .unchanged, message: message)
  }

  private func release(_ symbol: Symbol, _ message: String) async throws -> ResolveUnknownPosition.Reply {
    let isReleased = try await adopter.journal.endQuarantine(symbol, .unknownPosition, by: Self.decidedBy)
    return ResolveUnknownPosition.Reply(outcome: isReleased ? .released : .unchanged, message: message)
  }

  /// What to ask for when every fill of the position was an entry of ours: the levels that it has, or that its order had.
  /// - Returns: nil when somebody else has part in it, or what it is made of cannot be found.
  private func wish(for position: Position, _ client: BybitClient, by deadline: Timestamp) async throws -> PositionAdopter.Wish? {
    let executions = try await adopter.executions(of: position.symbol, client, by: deadline)
    guard let side = position.side, let fills = PositionFills.history(of: side, position.size, in: executions), fills.areEntriesOurs,
      let link = fills.entries.first?.linkID
    else { return nil }
    let order = try await client.order(linkID: link, symbol: position.symbol, by: deadline)
    return PositionAdopter.Wish(
      symbol: position.symbol, stopLoss: position.coveringStop ?? order?.stopLoss, takeProfit: position.takeProfit ?? order?.takeProfit,
      decidedBy: Self.decidedBy, tradeID: LinkID.trade(of: link))
  }
}
