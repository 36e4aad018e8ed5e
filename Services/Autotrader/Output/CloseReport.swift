import Messages
import Model

/// What became of the wish to close trades, each with its own answer: one that fails hides no other.
struct CloseReport: Sendable, Equatable {
  struct Row: Encodable, Sendable, Equatable {
    let tradeId: TradeID
    /// nil: nobody knows the trade.
    let symbol: Symbol?
    let accepted: Bool
    let message: String

    init(_ trade: Trade, accepted: Bool, _ message: String) {
      tradeId = trade.tradeID
      symbol = trade.symbol
      self.accepted = accepted
      self.message = message
    }

    /// For an id that no trade has.
    init(unknown id: TradeID) {
      tradeId = id
      symbol = nil
      accepted = false
      message = "there is no trade \(id)"
    }
  }

  /// Of the open trades, and of the entries that have not ended.
  let asked: [Row]

  static func unknown(_ id: TradeID) -> CloseReport { CloseReport(asked: [Row(unknown: id)]) }

  /// - Parameter ask: sends one request to the executor.
  static func of(_ trades: [Trade], _ ask: (Trade) async throws -> CloseTrade.Reply) async -> CloseReport {
    var asked: [Row] = []
    for trade in trades {
      do {
        let reply = try await ask(trade)
        asked.append(Row(trade, accepted: reply.accepted, reply.message))
      } catch {
        asked.append(Row(trade, accepted: false, "\(text(trade)) may or may not be closing, asking again is harmless: \(error)"))
      }
    }
    return CloseReport(asked: asked)
  }

  /// For a person, before anything is asked for.
  static func question(_ trades: [Trade]) -> String {
    let entries = trades.filter { $0.status == .pending }
    let others = trades.filter { $0.status != .pending }
    let parts = [
      others.isEmpty ? nil : "close \(others.map(text).joined(separator: ", ")) at the market",
      entries.isEmpty ? nil : "withdraw the entry \(entries.map(text).joined(separator: ", ")) and close what has filled of it",
    ].compactMap { $0 }
    let question = parts.joined(separator: ", ")
    return "\(question.prefix(1).uppercased())\(question.dropFirst())?"
  }

  /// For a person; what was refused is the ``objection``.
  var lines: [String] { asked.isEmpty ? ["no trade is open, and no entry waits"] : asked.filter(\.accepted).map(\.message) }

  /// Why not everything that was asked for is being closed; nil when it is.
  var objection: String? {
    let refused = asked.filter { !$0.accepted }.map(\.message)
    return refused.isEmpty ? nil : "not closed: \(refused.joined(separator: "; "))"
  }

  private static func text(_ trade: Trade) -> String { "\(trade.side.rawValue) \(trade.quantity) \(trade.symbol)" }
}
