import Model

/// An endless invented market: trends of 20 to 80 candles with pullbacks, ranges, and now and then a shock.
///
/// The average true range stays within about 0.1 to 0.6 % of the price whatever the timeframe, so that a trend-pullback strategy
/// finds a setup often, but not always. Deterministic for each (seed, symbol).
struct SyntheticCandles: CandleSource {
  static let historyLength = 6000

  let firstIndex = -SyntheticCandles.historyLength
  let endIndex: Int? = nil
  private let tick: Double
  private let anchorPrice: Double
  private let baseVolatility: Double
  private let baseVolume: Double
  private var random: SplitMix
  private var generated: [TickCandle] = []
  private var regime = Regime.range
  private var regimeLeft = 0
  private var legLeft = 0
  private var pullback = false
  private var rangeCentre = 0.0
  private var volatility: Double

  private enum Regime { case up, down, range }

  init(symbol: Symbol, seed: UInt64, contract: Contract, startPrice: Price) {
    random = SplitMix(seed: SplitMix.hash(symbol.description) ^ (seed &* 0x9E37_79B9_7F4A_7C15))
    tick = contract.instrument.tickSize.double
    anchorPrice = startPrice.double
    baseVolatility = 0.0020 + 0.0012 * random.unit()
    volatility = baseVolatility
    baseVolume = 600_000 / startPrice.double
  }

  mutating func candle(_ index: Int) -> TickCandle {
    let position = index - firstIndex
    precondition(position >= 0, "candle before the beginning of the synthetic market")
    while generated.count <= position { generated.append(next()) }
    return generated[position]
  }

  private mutating func next() -> TickCandle {
    let openTicks = generated.last?.close ?? Int64((anchorPrice / tick).rounded())
    let open = Double(openTicks) * tick
    if regimeLeft == 0 { startRegime(at: open) }
    regimeLeft -= 1
    volatility = max(baseVolatility * 0.6, min(baseVolatility * 1.7, volatility * (1 + 0.08 * random.normal())))
    volatility += (baseVolatility - volatility) * 0.03

    var change = drift(at: open) * volatility + random.normal() * 0.5 * volatility
    let isShock = random.unit() < 0.002
    if isShock { change += (random.unit() < 0.5 ? -1 : 1) * (3 + 3 * random.unit()) * volatility }
    let closeTicks = max(1, Int64((open * (1 + change) / tick).rounded()))
    let close = Double(closeTicks) * tick
    let upperWick = abs(random.normal()) * 0.3 * volatility
    let lowerWick = abs(random.normal()) * 0.3 * volatility
    let high = max(openTicks, closeTicks, Int64((max(open, close) * (1 + upperWick) / tick).rounded(.down)))
    let low = max(1, min(openTicks, closeTicks, Int64((min(open, close) * (1 - lowerWick) / tick).rounded(.up))))
    let activity = 0.5 + random.unit() + abs(change) / volatility + (isShock ? 3 : 0)
    let volume = Quantity(nearest: (baseVolume * activity * 1000).rounded() / 1000) ?? .zero
    return TickCandle(open: openTicks, high: high, low: low, close: closeTicks, volume: volume)
  }

  /// The mean of the next candle's return, in units of the present volatility.
  private mutating func drift(at price: Double) -> Double {
    guard regime != .range else {
      let distance = (rangeCentre - price) / price / volatility
      return max(-0.4, min(0.4, distance * 0.12))
    }
    if legLeft == 0 {
      pullback.toggle()
      legLeft = pullback ? random.integer(in: 3...6) : random.integer(in: 6...13)
    }
    legLeft -= 1
    let direction: Double = regime == .up ? 1 : -1
    return direction * (pullback ? -0.35 : 0.42)
  }

  private mutating func startRegime(at price: Double) {
    regimeLeft = random.integer(in: 20...80)
    legLeft = 0
    pullback = true
    rangeCentre = price
    // Far from where it began the market tends to come back, so that weeks of play stay in a plausible region.
    let distance = max(-1, min(1, (price / anchorPrice - 1) / 0.4))
    let draw = random.unit()
    if draw < 0.36 - 0.25 * distance {
      regime = .up
    } else if draw < 0.72 {
      regime = .down
    } else {
      regime = .range
    }
  }
}
