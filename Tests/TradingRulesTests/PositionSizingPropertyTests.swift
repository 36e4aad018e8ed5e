import Model
import Testing
import TradingRules

@Suite struct PositionSizingPropertyTests {
  private func price(_ range: ClosedRange<Int64>, _ generator: inout SeededGenerator) -> Price {
    Price(FixedPoint(units: Int128(Int64.random(in: range, using: &generator))))
  }

  private func input(_ generator: inout SeededGenerator) throws -> SizingInput {
    let steps = ["1", "0.1", "0.001", "10"]
    let step = try #require(steps.randomElement(using: &generator).flatMap { Quantity($0) })
    let instrument = Instrument(
      symbol: try #require(Symbol("BTCUSDT")), tickSize: try #require(Price("0.01")), quantityStep: step, minimumQuantity: step,
      maximumMarketQuantity: try #require(Quantity("5000")), minimumNotional: try #require(Money("5")), maximumLeverage: 50)
    let entry = price(1_000_000...10_000_000_000_000, &generator)
    let fraction = Double.random(in: 0.7...1.3, using: &generator)
    let stop = try #require(Price(nearest: entry.double * fraction))
    return SizingInput(
      side: fraction < 1 ? .buy : .sell, equity: Money(price(1_000_000_000...10_000_000_000_000, &generator).fixedPoint),
      available: Money(price(1_000_000...10_000_000_000_000, &generator).fixedPoint),
      promisedMargin: Money(price(0...1_000_000_000, &generator).fixedPoint),
      marginBufferFraction: Double.random(in: 0...0.1, using: &generator),
      riskFraction: Double.random(in: 0.001...0.05, using: &generator), entry: entry, stopLoss: stop, instrument: instrument,
      leverage: Double.random(in: 1...60, using: &generator),
      maximumNotionalFraction: Double.random(in: 0.05...1, using: &generator))
  }

  @Test func `a size never exceeds the risk, the notional cap, the margin or the market order, and is not needlessly small`() throws {
    var generator = SeededGenerator(2026)
    var sized = 0
    for _ in 0..<3000 {
      let input = try input(&generator)
      guard case .sized(let result) = PositionSizing.size(input) else { continue }
      sized += 1
      let quantity = result.quantity.double
      let entry = input.entry.double
      let perUnit = abs(entry - input.stopLoss.double) + 2 * input.feeRate * entry
      let leverage = min(input.leverage, 50)
      let bounds = [
        input.equity.double * input.riskFraction / perUnit,
        input.equity.double * input.maximumNotionalFraction * leverage / entry,
        (input.available - input.promisedMargin).double * (1 - input.marginBufferFraction) / (entry / leverage + 2 * input.feeRate * entry),
        input.instrument.maximumMarketQuantity.double,
      ]
      let bound = try #require(bounds.min())
      // The bounds are computed in Double here, with rates rounded to 1e-8 there.
      #expect(quantity <= bound * (1 + 1e-4))
      #expect(quantity + input.instrument.quantityStep.double > bound * (1 - 1e-4))
      #expect(result.quantity.isMultiple(of: input.instrument.quantityStep))
      let allowed = input.equity.scaled(by: try #require(FixedPoint(nearest: input.riskFraction)), .down)
      #expect(result.riskAmount <= allowed)
      #expect(result.marginWithFees + input.promisedMargin <= input.available)
    }
    #expect(sized > 500)
  }

  @Test func `extreme values end in an outcome, never in a trap`() throws {
    let smallest = FixedPoint(units: 1)
    let largest = FixedPoint(units: FixedPoint.maximumUnits)
    let values = [smallest, FixedPoint(units: 100_000_000), FixedPoint(units: 99_999_999_900_000_000), largest]
    let symbol = try #require(Symbol("BTCUSDT"))
    var outcomes = 0
    for equity in values {
      for entry in values {
        for step in values {
          for leverage in [1.0, 500, 1e9] {
            let instrument = Instrument(
              symbol: symbol, tickSize: Price(smallest), quantityStep: Quantity(step), minimumQuantity: Quantity(smallest),
              maximumMarketQuantity: Quantity(largest), minimumNotional: Money(smallest), maximumLeverage: 500)
            let input = SizingInput(
              side: .sell, equity: Money(equity), available: Money(equity), riskFraction: 1, entry: Price(entry),
              stopLoss: Price(FixedPoint(units: min(entry.units + 1, largest.units))), instrument: instrument, leverage: leverage,
              maximumNotionalFraction: 100, feeRate: 0, maximumOpenRiskFraction: 1)
            #expect(!PositionSizing.size(input).steps.isEmpty)
            outcomes += 1
          }
        }
      }
    }
    #expect(outcomes == 192)
  }
}
