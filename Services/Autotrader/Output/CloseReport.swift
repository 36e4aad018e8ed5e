import Messages
import Model

/// What became of the wish to close trades, each with its own answer: one that fails hides no other.
struct CloseReport: Sendable, Equatable {
  struct Row: Encodable, Sendable, Equatable {
    let tradeId: TradeID
    let symbol: Symbol
    let accepted: Bool
    let message: String

    init(_ trade: Trade, accepted: Bool, _ message: String) {
      tradeId = trade.tradeID
      symbol = trade.symbol
      self.accepted = accepted
      self.message = message
    }
  }

  /// Of the open trades.
  let asked: [Row]
  /// Entries that have not ended, which nobody asked about.
  let left: [Row]

  /// - Parameter ask: sends one request to the executor.
  static func of(
    _ open: [Trade], leaving pending: [Trade] = [], _ ask: (Trade) async throws -> CloseTrade.Reply
  ) async -> CloseReport {
    var asked: [Row] = []
    for trade in open {
      do {
        let reply = try await ask(trade)
        asked.append(Row(trade, accepted: reply.accepted, reply.message))
      } catch {
        asked.append(Row(trade, accepted: false, "\(text(trade)) may or may not be closing, asking again is harmless: \(error)"))
      }
    }
    let left = pending.map { trade in
      Row(
        trade, accepted: false,
        "\(text(trade)) is still being entered and is left alone: autotrader halt withdraws what rests of it, halt --flatten also closes "
          + "what fills")
    }
    return CloseReport(asked: asked, left: left)
  }

  /// For a person; what was refused is the ``objection``.
  var lines: [String] {
    (asked.isEmpty ? ["no trade is open"] : asked.filter(\.accepted).map(\.message)) + left.map(\.message)
  }

  /// Why not everything that was asked for is being closed; nil when it is.
  var objection: String? {
    let refused = asked.filter { !$0.accepted }.map(\.message)
    return refused.isEmpty ? nil : "not closed: \(refused.joined(separator: "; "))"
  }

  private static func text(_ trade: Trade) -> String { "\(trade.side.rawValue) \(trade.quantity) \(trade.symbol)" }
}
