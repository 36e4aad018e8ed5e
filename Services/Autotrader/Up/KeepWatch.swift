import Instance
import Messages
import Messaging
import Model

/// Stays up as `--keep` asks: for a time, or until trades have closed.
struct KeepWatch: Sendable {
  let bus: Bus
  let terminal: Terminal
  let time: TimeSource

  /// - Parameter trades: the ones whose end is waited for; nil: those of the first cycle from now on that makes any.
  func wait(_ keep: KeepTime, trades: [TradeID]?) async throws {
    switch keep {
    case .duration(let duration):
      terminal.line("staying up for \(duration.text)")
      try await Task.sleep(for: duration)
    case .untilClosed:
      terminal.line("staying up until closed")
      let ids: Set<TradeID>
      if let trades { ids = Set(trades) } else { ids = try await firstTrades() }
      try await untilClosed(ids)
    }
  }

  private func firstTrades() async throws -> Set<TradeID> {
    let start = time.now
    while true {
      let opened = try await bus.ask(ListTrades(limit: 200)).trades.filter {
        $0.createdAt >= start && [.open, .closed].contains($0.status)
      }
      if !opened.isEmpty { return Set(opened.map(\.tradeID)) }
      try await Task.sleep(for: .seconds(1))
    }
  }

  private func untilClosed(_ ids: Set<TradeID>) async throws {
    while true {
      let now = try await bus.ask(ListTrades(limit: 200)).trades.filter { ids.contains($0.tradeID) }
      if now.count == ids.count, now.allSatisfy({ $0.status == .closed }) {
        terminal.line()
        return TradeTable.make(now).write(to: terminal)
      }
      try await Task.sleep(for: .seconds(1))
    }
  }
}
