import Messages
import Messaging
import Model

/// Position states on a bus, as position-monitor would publish them, symbol after symbol at an even pace.
struct PositionLoad: Sendable {
  let symbols: [Symbol]
  let seconds: Int
  /// States a second of each symbol.
  let rate: Int
  let time: TimeSource
  private let trades: [TradeID]

  init(symbols: [Symbol], seconds: Int, rate: Int, time: TimeSource) {
    (self.symbols, self.seconds, self.rate, self.time) = (symbols, seconds, rate, time)
    trades = symbols.map { _ in .random() }
  }

  var count: Int { symbols.count * rate * seconds }

  /// - Parameter eachSecond: called between two states.
  /// - Returns: when the last state of each symbol was published.
  func run(on bus: Bus, eachSecond: () throws -> Void) async throws -> [Int: Timestamp] {
    var last: [Int: Timestamp] = [:]
    let perSecond = symbols.count * rate
    let start = ContinuousClock.now
    for number in 0..<count {
      // By the clock and not by pauses: a late one does not make the rest late.
      try await Task.sleep(until: start + .seconds(number) / perSecond, clock: .continuous)
      last[number % symbols.count] = try publish(number % symbols.count, number: number, bus)
      if number % perSecond == perSecond - 1 { try eachSecond() }
    }
    return last
  }

  /// - Returns: the state's time.
  func publish(_ symbol: Int, number: Int, _ bus: Bus) throws -> Timestamp {
    let now = time.now
    let (entry, one) = (FixedPoint(units: 100 * FixedPoint.unitsPerOne), FixedPoint.unitsPerOne)
    let move = Int128(number % 1000) * one / 1000
    let position = LivePosition(
      tradeID: trades[symbol], symbol: symbols[symbol], side: .buy, quantity: Quantity(FixedPoint(units: one)), entryPrice: Price(entry),
      currentPrice: Price(FixedPoint(units: entry.units + move)), stopLoss: Price(FixedPoint(units: 90 * one)),
      takeProfit: Price(FixedPoint(units: 130 * one)), unrealizedPnL: Money(FixedPoint(units: move)),
      liveRiskReward: Double(number % 1000) / 10_000, checkedAt: now)
    try bus.publish(PositionUpdated(position: position), from: .positionMonitor, .random())
    return now
  }
}
