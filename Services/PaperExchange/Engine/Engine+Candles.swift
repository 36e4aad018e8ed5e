import Model

extension Engine {
  /// Candles newest first, aggregated from the played ones; the first may still be open. `start` and `end` are inclusive on the candle's start.
  ///
  /// With only a start the oldest `limit` candles from there come back, otherwise the newest up to `end`.
  mutating func candles(
    _ contract: Contract, _ interval: CandleInterval, start: Int64?, end: Int64?, limit: Int
  ) -> [(start: Int64, candle: TickCandle)] {
    let moment = now
    let length = interval.milliseconds
    return market.withTape(contract.symbol) { tape in
      // A candle that history covers only in part is left out.
      let oldest = -(-tape.start(of: tape.firstIndex)).floorDivided(by: length) * length
      var first = max(oldest, start.map { -(-$0).floorDivided(by: length) * length } ?? oldest)
      var last = min(moment, end ?? moment).floorDivided(by: length) * length
      guard first <= last else { return [] }
      let span = Int64(limit - 1) * length
      if start != nil, end == nil { last = min(last, first + span) } else { first = max(first, last - span) }
      return stride(from: last, through: first, by: -Int(length)).map { time in
        (time, Self.aggregate(&tape, from: time, length: length, now: moment))
      }
    }
  }

  private static func aggregate(_ tape: inout PriceTape, from start: Int64, length: Int64, now: Int64) -> TickCandle {
    let firstIndex = tape.index(at: start)
    let lastIndex = tape.index(at: min(start + length - 1, now))
    var candle = tape.candle(firstIndex, through: now)
    for index in firstIndex..<lastIndex {
      let next = tape.candle(index + 1, through: now)
      candle.high = max(candle.high, next.high)
      candle.low = min(candle.low, next.low)
      candle.close = next.close
      candle.volume += next.volume
    }
    return candle
  }

  /// The last 24 hours; the closed candles are summed up once per candle.
  mutating func dayStatistics(_ contract: Contract) -> DayStatistics {
    let moment = now
    let known = closedDays[contract.symbol]
    let (day, index, open) = market.withTape(contract.symbol) { tape in
      let index = tape.index(at: moment)
      let day = known?.index == index ? known?.statistics : nil
      return (day ?? Self.closedDay(&tape, contract, before: index, now: moment), index, tape.candle(index, through: moment))
    }
    closedDays[contract.symbol] = (index, day)
    var statistics = day
    statistics.high = max(day.high, contract.price(ticks: open.high))
    statistics.low = min(day.low, contract.price(ticks: open.low))
    statistics.volume += open.volume
    statistics.turnover += Money.notional(contract.price(ticks: open.close), open.volume, .nearest)
    return statistics
  }

  private static func closedDay(_ tape: inout PriceTape, _ contract: Contract, before lastIndex: Int, now: Int64) -> DayStatistics {
    let firstIndex = max(tape.firstIndex, tape.index(at: now - 86_400_000))
    let hourIndex = max(firstIndex, tape.index(at: now - 3_600_000))
    let first = tape.candle(firstIndex, through: now)
    var (high, low, volume, turnover) = (first.high, first.low, Quantity.zero, Money.zero)
    for index in firstIndex..<lastIndex {
      let candle = tape.candle(index, through: now)
      high = max(high, candle.high)
      low = min(low, candle.low)
      volume += candle.volume
      turnover += Money.notional(contract.price(ticks: candle.close), candle.volume, .nearest)
    }
    return DayStatistics(
      previousPrice: contract.price(ticks: first.open),
      previousHourPrice: contract.price(ticks: tape.candle(hourIndex, through: now).open), high: contract.price(ticks: high),
      low: contract.price(ticks: low), volume: volume, turnover: turnover)
  }
}
