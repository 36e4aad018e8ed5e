import Model

/// The price of one symbol at every millisecond: candles played along a fixed path, plus shocks from the control port.
///
/// Inside a candle the price runs in straight lines open → (low, high or high, low) → close, reaching the close in the candle's last
/// millisecond. The price at a moment never depends on when anybody looked, so a restart sees the same market.
struct PriceTape: Sendable {
  struct Shock: Hashable, Sendable {
    /// Milliseconds since 1970; valid from here on.
    let time: Int64
    /// Ticks added to the source's price: the sum of all shocks so far.
    let offset: Int64
  }

  enum Direction: Sendable { case rising, falling }

  /// Milliseconds since 1970 at which candle 0 begins.
  let anchor: Int64
  /// Milliseconds of one candle.
  let length: Int64
  private(set) var source: any CandleSource
  private(set) var shocks: [Shock] = []

  init(anchor: Int64, length: Int64, source: any CandleSource) {
    self.anchor = anchor
    self.length = length
    self.source = source
  }

  var firstIndex: Int { source.firstIndex }
  func index(at time: Int64) -> Int { Int((time - anchor).floorDivided(by: length)) }
  func start(of index: Int) -> Int64 { anchor + Int64(index) * length }

  /// The price in ticks, at least 1.
  mutating func ticks(at time: Int64) -> Int64 {
    let index = index(at: time)
    let path = CandlePath(source.candle(index), start: start(of: index), length: length)
    return max(1, path.ticks(at: time) + offset(at: time))
  }

  /// Moves the price to `ticks` at `time` and shifts everything after it by the same difference.
  mutating func shock(to ticks: Int64, at time: Int64) {
    let difference = ticks - self.ticks(at: time)
    shocks.append(Shock(time: time, offset: (shocks.last?.offset ?? 0) + difference))
  }

  /// The first millisecond in `(after, through]` at which the price has reached `level`; nil if it does not.
  /// - Precondition: no shock lies in that span.
  mutating func firstReach(of level: Int64, _ direction: Direction, after: Int64, through: Int64) -> Int64? {
    guard after < through else { return nil }
    let offset = shocks.last?.offset ?? 0
    for index in self.index(at: after + 1)...self.index(at: through) {
      let candle = source.candle(index)
      switch direction {
      case .rising: if max(1, candle.high + offset) < level { continue }
      case .falling: if max(1, candle.low + offset) > level { continue }
      }
      let path = CandlePath(candle, start: start(of: index), length: length)
      for piece in path.pieces {
        var low = max(piece.lowerBound, after + 1)
        var high = min(piece.upperBound, through)
        guard low <= high else { continue }
        func reached(_ time: Int64) -> Bool {
          let ticks = max(1, path.ticks(at: time) + offset)
          return direction == .rising ? ticks >= level : ticks <= level
        }
        if reached(low) { return low }
        guard reached(high) else { continue }
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if reached(middle) { high = middle } else { low = middle }
        }
        return high
      }
    }
    return nil
  }

  /// Follows the best price from where `trail` stands: the highest for `.rising`, the lowest for `.falling`.
  /// - Returns: the trail at `through`, or at the millisecond in which the price had come back by the distance.
  /// - Precondition: no shock lies in that span.
  mutating func follow(_ trail: Trail, _ direction: Direction, through: Int64) -> (trail: Trail, isHit: Bool) {
    var trail = trail
    guard trail.time < through else { return (trail, false) }
    if let activation = trail.activation {
      guard let time = firstReach(of: activation, direction, after: trail.time, through: through) else {
        trail.time = through
        return (trail, false)
      }
      (trail.activation, trail.best, trail.time) = (nil, ticks(at: time), time)
    }
    let offset = shocks.last?.offset ?? 0
    let sign: Int64 = direction == .rising ? 1 : -1
    guard trail.time < through else { return (trail, false) }
    for index in self.index(at: trail.time + 1)...self.index(at: through) {
      let path = CandlePath(source.candle(index), start: start(of: index), length: length)
      func ticks(_ time: Int64) -> Int64 { max(1, path.ticks(at: time) + offset) }
      func isBack(_ time: Int64) -> Bool { sign * (trail.best - ticks(time)) >= trail.distance }
      for piece in path.pieces {
        var low = max(piece.lowerBound, trail.time + 1)
        var high = min(piece.upperBound, through)
        guard low <= high else { continue }
        if sign * (ticks(low) - trail.best) > 0 { trail.best = ticks(low) }
        if isBack(low) {
          high = low
        } else {
          // Only now: a piece that rises by more than the distance must not seem to have come back.
          if sign * (ticks(high) - trail.best) > 0 { trail.best = ticks(high) }
          guard isBack(high) else { continue }
        }
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if isBack(middle) { high = middle } else { low = middle }
        }
        trail.time = high
        return (trail, true)
      }
    }
    trail.time = through
    return (trail, false)
  }

  /// A price that the candle never goes beyond from now on: its high for `.rising`, its low for `.falling`. Shocks that have happened count.
  mutating func extreme(of index: Int, _ direction: Direction) -> Int64 {
    let candle = source.candle(index)
    return max(1, (direction == .rising ? candle.high : candle.low) + (shocks.last?.offset ?? 0))
  }

  /// A candle as it was played, up to `now` if it is still open.
  mutating func candle(_ index: Int, through now: Int64) -> TickCandle {
    let source = self.source.candle(index)
    let start = start(of: index)
    let last = start + length - 1
    let end = min(last, now)
    let inside = shocks[position(after: start)..<max(position(after: start), position(after: end))]
    if end == last, inside.isEmpty {
      let offset = offset(at: start)
      return TickCandle(
        open: max(1, source.open + offset), high: max(1, source.high + offset), low: max(1, source.low + offset),
        close: max(1, source.close + offset), volume: source.volume)
    }
    let path = CandlePath(source, start: start, length: length)
    let moments = [start, end] + path.times.filter { $0 <= end } + inside.flatMap { [$0.time - 1, $0.time] }
    var candle = TickCandle.flat(ticks(at: start))
    for moment in moments {
      let ticks = ticks(at: moment)
      candle.high = max(candle.high, ticks)
      candle.low = min(candle.low, ticks)
    }
    candle.close = ticks(at: end)
    let units = source.volume.fixedPoint.units * Int128(end - start + 1) / Int128(length)
    candle.volume = Quantity(FixedPoint(units: units))
    return candle
  }

  /// By halves: a market that follows another one has a shock for every price.
  private func offset(at time: Int64) -> Int64 {
    let count = position(after: time)
    return count > 0 ? shocks[count - 1].offset : 0
  }

  /// How many shocks have happened at or before a moment.
  private func position(after time: Int64) -> Int {
    var (low, high) = (0, shocks.count)
    while low < high {
      let middle = (low + high) / 2
      if shocks[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
