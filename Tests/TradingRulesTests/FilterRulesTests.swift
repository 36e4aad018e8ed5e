import Foundation
import Model
import Testing
import TradingRules

@Suite struct FilterRulesTests {
  private let free = FilterContext(occupiedSymbols: [])

  private func candidate(
    _ name: String = "BTCUSDT", _ recommendation: Recommendation = .buy, confidence: Double = 0.7, entry: Double? = 100,
    stop: Double? = 98, target: Double? = 104, atr: Double = 1
  ) throws -> FilterCandidate {
    FilterCandidate(
      symbol: try #require(Symbol(name)), recommendation: recommendation, confidence: confidence, entry: entry, stopLoss: stop,
      takeProfit: target, atr: atr)
  }

  private func failures(_ candidate: FilterCandidate, settings: FilterSettings = FilterSettings()) -> [FilterRule] {
    FilterRules.evaluate(candidate: candidate, settings: settings, context: free).filter { !$0.passed }.map(\.rule)
  }

  @Test func `a good candidate passes all rules, in their order`() throws {
    let outcomes = FilterRules.evaluate(candidate: try candidate(), settings: FilterSettings(), context: free)
    #expect(outcomes.map(\.rule) == FilterRule.allCases)
    #expect(outcomes.allPassed)
    #expect(outcomes.map(\.value) == ["buy", "0.700", "2.00", "2.00 ATR", "2.00 %", "BTCUSDT is free", "Buy"])
    #expect(failures(try candidate("BTCUSDT", .sell, stop: 102, target: 96)).isEmpty)
  }

  @Test func `each rule refuses alone`() throws {
    #expect(failures(try candidate(confidence: 0.599)) == [.minimumConfidence])
    #expect(failures(try candidate(confidence: .nan)) == [.minimumConfidence])
    #expect(failures(try candidate(target: 102.9)) == [.minimumRiskReward])
    #expect(failures(try candidate(atr: 2.1)) == [.minimumStopDistance])
    #expect(failures(try candidate(stop: 89, target: 125)) == [.maximumStopDistance])
    var longOnly = FilterSettings()
    longOnly.allowedSides = [.buy]
    #expect(failures(try candidate("BTCUSDT", .sell, stop: 102, target: 96), settings: longOnly) == [.sideAllowed])
  }

  @Test func `thresholds themselves pass`() throws {
    #expect(failures(try candidate(confidence: 0.6, target: 103, atr: 2)).isEmpty)
    #expect(failures(try candidate(stop: 90, target: 115)).isEmpty)
  }

  @Test func `a symbol with a live or pending trade is refused`() throws {
    let busy = FilterContext(occupiedSymbols: [try #require(Symbol("BTCUSDT"))])
    let outcomes = FilterRules.evaluate(candidate: try candidate(), settings: FilterSettings(), context: busy)
    #expect(outcomes.filter { !$0.passed }.map(\.rule) == [.symbolFree])
    #expect(FilterRules.evaluate(candidate: try candidate("ETHUSDT"), settings: FilterSettings(), context: busy).allPassed)
  }

  @Test func `a hold and a stop on the wrong side never pass`() throws {
    #expect(failures(try candidate("BTCUSDT", .hold, entry: nil, stop: nil, target: nil)).first == .hasDirection)
    let wrongSide = failures(try candidate(stop: 102))
    #expect(wrongSide.contains(.minimumRiskReward) && wrongSide.contains(.minimumStopDistance))
    #expect(wrongSide.contains(.maximumStopDistance))
  }

  @Test func `candidates rank by confidence, then risk-reward, then symbol, in whatever order they come`() throws {
    let ranked = [
      try candidate("SOLUSDT", confidence: 0.9), try candidate("XRPUSDT", confidence: 0.8, target: 106),
      try candidate("ADAUSDT", confidence: 0.8), try candidate("ETHUSDT", confidence: 0.8), try candidate("AAVEUSDT", confidence: .nan),
    ]
    var generator = SeededGenerator(3)
    for _ in 0..<20 {
      let result = FilterRules.rank(ranked.shuffled(using: &generator))
      #expect(result.map(\.symbol.description) == ["SOLUSDT", "XRPUSDT", "ADAUSDT", "ETHUSDT", "AAVEUSDT"])
    }
  }

  @Test func `outcomes and settings survive JSON`() throws {
    let outcomes = FilterRules.evaluate(candidate: try candidate(), settings: FilterSettings(), context: free)
    #expect(try JSONDecoder().decode([RuleOutcome].self, from: JSONEncoder().encode(outcomes)) == outcomes)
    #expect(try JSONDecoder().decode(FilterSettings.self, from: JSONEncoder().encode(FilterSettings())) == FilterSettings())
  }
}
