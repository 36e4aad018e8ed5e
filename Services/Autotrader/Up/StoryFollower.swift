import Instance
import Messages
import Model

/// Tells what happens, from the bus, until the task is cancelled.
struct StoryFollower: Sendable {
  let terminal: Terminal
  let approvesAutomatically: Bool

  func follow(_ events: AsyncStream<EncodedEvent>) async {
    for await event in events {
      do {
        for line in try lines(about: event) { terminal.line(line) }
      } catch {
        terminal.line("! an event of \(event.envelope.topic) cannot be read: \(error)")
      }
    }
  }

  /// Nothing for most events: a cycle's story comes whole when the cycle ends.
  func lines(about event: EncodedEvent) throws -> [String] {
    let clock = terminal.styled(event.envelope.occurredAt.clockSeconds, .dim)
    switch event.envelope.topic {
    case CycleStarted.topic:
      let cycle = try event.decode(CycleStarted.self)
      let symbols = cycle.symbols.map(\.description).joined(separator: ", ")
      return ["\(clock) cycle \(cycle.cycleID) started: \(cycle.timeframe.rawValue), \(symbols)"]
    case CycleSkipped.topic:
      let cycle = try event.decode(CycleSkipped.self)
      return ["\(clock) \(terminal.styled("cycle skipped", .yellow)) (\(cycle.reason)): \(cycle.message)"]
    case CycleCompleted.topic:
      return CycleStory(try event.decode(CycleCompleted.self)).lines(for: terminal)
    case TradeProposed.topic where !approvesAutomatically:
      let proposal = try event.decode(TradeProposed.self).proposal
      return [
        "\(clock) \(terminal.styled("waits for you", .bold)) until \(proposal.approveBy.clockSeconds): \(proposal.side.rawValue) "
          + "\(proposal.quantity) \(proposal.symbol), stop \(proposal.stopLoss), target \(proposal.takeProfit): "
          + "autotrader approve \(proposal.proposalID)"
      ]
    case TradeClosed.topic:
      let trade = try event.decode(TradeClosed.self)
      let style = trade.realizedPnL < .zero ? Terminal.Style.red : .green
      return [
        "\(clock) \(trade.symbol) closed (\(trade.reason.rawValue)): \(trade.side.rawValue) \(trade.quantity) from \(trade.entryPrice) "
          + "to \(trade.exitPrice), \(terminal.styled("\(trade.realizedPnL) USDT", style))  \(trade.tradeID)"
      ]
    case PositionAlert.topic:
      let alert = try event.decode(PositionAlert.self)
      return ["\(clock) \(terminal.styled("alert", .red)) \(alert.symbol) \(alert.code.rawValue): \(alert.message)"]
    case TradingHalted.topic:
      let halt = try event.decode(TradingHalted.self)
      return ["\(clock) \(terminal.styled("trading \(halt.level.rawValue)", .red)): \(halt.message)"]
    case TradingResumed.topic:
      return ["\(clock) \(terminal.styled("trading resumed", .green)) by \(try event.decode(TradingResumed.self).decidedBy)"]
    default: return []
    }
  }
}
