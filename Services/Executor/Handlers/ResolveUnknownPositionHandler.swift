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
      let opened = "\(symbol) was opened by our own order: trade"
      switch try await adopter.adoptOwn(wish) {
      case .adopted(let trade): return ResolveUnknownPosition.Reply(outcome: .adopted, message: "\(opened) \(trade.tradeID)")
      case .flattening(let trade, let why):
        return ResolveUnknownPosition.Reply(outcome: .adopted, message: "\(opened) \(trade.tradeID) is flattened, \(why)")
      case .refused(let reason), .unprotected(let reason): message += " yet, though our own order opened it: \(reason)"
      }
    }
    let isNew = try await journal.quarantine(symbol, message, decidedBy: Self.decidedBy, observedAt: request.observedAt)
    return ResolveUnknownPosition.Reply(outcome: isNew ? .quarantined : .unchanged, message: message)
  }

  private func release(_ symbol: Symbol, _ message: String) async throws -> ResolveUnknownPosition.Reply {
    let isReleased = try await adopter.journal.endQuarantine(symbol, .unknownPosition, by: Self.decidedBy)
    return ResolveUnknownPosition.Reply(outcome: isReleased ? .released : .unchanged, message: message)
  }

  /// What to ask for when every fill of the position was an entry of ours: the levels that it has, that its order had, or that its trade had,
  /// which is over.
  /// - Returns: nil when somebody else has part in it, or what it is made of cannot be found.
  private func wish(for position: Position, _ client: BybitClient, by deadline: Timestamp) async throws -> PositionAdopter.Wish? {
    let executions = try await adopter.executions(of: position.symbol, client, by: deadline)
    guard let side = position.side, let fills = PositionFills.history(of: side, position.size, in: executions), fills.areEntriesOurs,
      let link = fills.entries.first?.linkID
    else { return nil }
    let order = try await client.order(linkID: link, symbol: position.symbol, by: deadline)
    let tradeID = LinkID.trade(of: link)
    let past = if let tradeID { try await adopter.journal.trade(tradeID) } else { nil as Trade? }
    return PositionAdopter.Wish(
      symbol: position.symbol, stopLoss: position.coveringStop ?? order?.stopLoss ?? past?.stopLoss,
      takeProfit: position.takeProfit ?? order?.takeProfit ?? past?.takeProfit, decidedBy: Self.decidedBy, tradeID: tradeID)
  }
}
