import Foundation
import Model
import Testing
import TradingRules

/// Equity 10,000, risk 1 %, entry 100, stop 98, fee 0.055 %: a unit risks 2 + 2 · 0.055 = 2.11.
@Suite struct PositionSizingTests {
  private func instrument(maximum: String = "10000", minimum: String = "0.1", notional: String = "5") throws -> Instrument {
    Instrument(
      symbol: try #require(Symbol("SOLUSDT")), tickSize: try #require(Price("0.01")), quantityStep: try #require(Quantity("0.1")),
      minimumQuantity: try #require(Quantity(minimum)), maximumMarketQuantity: try #require(Quantity(maximum)),
      minimumNotional: try #require(Money(notional)), maximumLeverage: 25)
  }

  private func input(entry: String = "100", stop: String = "98", side: Side = .buy, instrument: Instrument? = nil) throws -> SizingInput {
    SizingInput(
      side: side, equity: try #require(Money("10000")), available: try #require(Money("10000")), entry: try #require(Price(entry)),
      stopLoss: try #require(Price(stop)), instrument: try instrument ?? self.instrument(), leverage: 5)
  }

  private func result(_ input: SizingInput) throws -> SizingResult {
    guard case .sized(let result) = PositionSizing.size(input) else { throw UnexpectedOutcome(outcome: PositionSizing.size(input)) }
    return result
  }

  private func refusal(_ input: SizingInput) -> SizingRefusal.Code? {
    guard case .refused(let refusal) = PositionSizing.size(input) else { return nil }
    return refusal.code
  }

  private struct UnexpectedOutcome: Error { let outcome: SizingOutcome }

  @Test func `the quantity risks the wanted fraction, fees included, rounded down to the step`() throws {
    // 100 / 2.11 = 47.39…
    for input in [try input(), try input(stop: "102", side: .sell)] {
      let result = try result(input)
      #expect(result.quantity == Quantity("47.3"))
      #expect(result.notional == Money("4730"))
      #expect(result.riskAmount == Money("99.803"))
      #expect(result.marginRequired == Money("946"))
      #expect(result.limitedBy == .risk)
    }
  }

  @Test func `every step of the arithmetic is recorded by name`() throws {
    let steps = PositionSizing.size(try input()).steps
    let values = Dictionary(steps.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(values["equity"] == "10000")
    #expect(values["risk amount"] == "100")
    #expect(values["stop distance"] == "2")
    #expect(values["fees per unit, entry and exit"] == "0.11")
    #expect(values["risk per unit"] == "2.11")
    #expect(values["maximum notional"] == "50000")
    #expect(values["margin and fees per unit"] == "20.11")
    #expect(values["quantity"] == "47.3")
    #expect(values.count == steps.count)
  }

  @Test func `notional, margin and market order size each cap the quantity`() throws {
    var capped = try input()
    // 10,000 · 0.1 · 1 = 1000
    (capped.maximumNotionalFraction, capped.leverage) = (0.1, 1)
    #expect(try result(capped).quantity == Quantity("10"))
    #expect(try result(capped).limitedBy == .notional)

    capped = try input()
    // 500 · 0.98 / 20.11 = 24.36…
    capped.available = try #require(Money("500"))
    #expect(try result(capped).quantity == Quantity("24.3"))
    #expect(try result(capped).limitedBy == .availableMargin)

    let market = try result(try input(instrument: try instrument(maximum: "20")))
    #expect(market.quantity == Quantity("20"))
    #expect(market.limitedBy == .marketOrder)
  }

  @Test func `what other entries were promised is not there for this one, and a little is kept back`() throws {
    var input = try input()
    input.available = try #require(Money("1000"))
    input.promisedMargin = try #require(Money("600"))
    input.marginBufferFraction = 0.1
    // (1000 − 600) · 0.9 = 360; 360 / 20.11 = 17.90…; 17.9 · 20.11 = 359.969
    let reduced = try result(input)
    #expect(reduced.quantity == Quantity("17.9"))
    #expect(reduced.limitedBy == .availableMargin)
    #expect(reduced.marginWithFees == Money("359.969"))
    let values = Dictionary(reduced.steps.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(values["available margin"] == "1000" && values["promised to other entries"] == "600" && values["free margin"] == "360")

    input.promisedMargin = try #require(Money("1000"))
    #expect(refusal(input) == .noAvailableMargin)
    input.promisedMargin = try #require(Money("999"))
    // 0.9 / 20.11 is less than one step.
    guard case .refused(let tooLittle) = PositionSizing.size(input) else { Issue.record("sized"); return }
    #expect(tooLittle.code == .noAvailableMargin)
    #expect(tooLittle.message == "free margin 0.9 (available 1000, promised 999) is enough for 0 SOLUSDT, the minimum is 0.1")
    input.promisedMargin = try #require(Money("-1"))
    #expect(refusal(input) == .invalidInput)
  }

  @Test func `leverage is bounded by the instrument`() throws {
    var input = try input()
    input.leverage = 100
    // 4730 / 25
    #expect(try result(input).marginRequired == Money("189.2"))
    #expect(try result(input).leverage == 25)
  }

  @Test func `open risk leaves less for the next trade, and at its bound nothing`() throws {
    var input = try input()
    // 5 % of 10,000 less 450 leaves 50; 50 / 2.11 = 23.69…
    input.openRisk = try #require(Money("450"))
    #expect(try result(input).quantity == Quantity("23.6"))
    input.openRisk = try #require(Money("500"))
    #expect(refusal(input) == .openRiskExhausted)
  }

  @Test func `each reason for no size has its code`() throws {
    #expect(refusal(try input(stop: "100")) == .stopEqualsEntry)
    #expect(refusal(try input(stop: "101")) == .stopOnWrongSide)
    #expect(refusal(try input(stop: "99", side: .sell)) == .stopOnWrongSide)
    #expect(refusal(try input(entry: "0")) == .invalidInput)
    #expect(refusal(try input(instrument: try instrument(minimum: "50"))) == .belowMinimumQuantity)
    #expect(refusal(try input(instrument: try instrument(notional: "5000"))) == .belowMinimumNotional)
    var poor = try input()
    poor.equity = .zero
    #expect(refusal(poor) == .noEquity)
    poor.equity = try #require(Money("-1"))
    #expect(refusal(poor) == .noEquity)
    poor = try input()
    poor.available = .zero
    #expect(refusal(poor) == .noAvailableMargin)
    poor = try input()
    poor.equity = try #require(Money("10"))
    // 0.1 / 2.11 is less than one step.
    #expect(refusal(poor) == .belowMinimumQuantity)
  }

  @Test(arguments: [Double.nan, .infinity, -1])
  func `rates without meaning are refused`(_ bad: Double) throws {
    let fields: [WritableKeyPath<SizingInput, Double>] = [
      \.riskFraction, \.leverage, \.maximumNotionalFraction, \.feeRate, \.maximumOpenRiskFraction, \.marginBufferFraction,
    ]
    for field in fields {
      var input = try input()
      input[keyPath: field] = bad
      #expect(refusal(input) == .invalidInput)
    }
  }

  @Test func `outcomes survive JSON under plain keys`() throws {
    for (outcome, key) in [(PositionSizing.size(try input()), "sized"), (PositionSizing.size(try input(stop: "100")), "refused")] {
      let json = try JSONEncoder().encode(outcome)
      #expect(String(decoding: json, as: UTF8.self).hasPrefix("{\"\(key)\":"))
      #expect(try JSONDecoder().decode(SizingOutcome.self, from: json) == outcome)
    }
  }
}
