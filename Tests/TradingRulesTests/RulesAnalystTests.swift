import Foundation
import Model
import Testing
import TradingRules

@Suite struct RulesAnalystTests {
  /// Waves of ten candles up and six down with a net rise; the last fall to EMA20 ends in a strong candle up.
  private static let moves: [Double] = {
    let wave = [Double](repeating: 0.5, count: 10) + [Double](repeating: -0.55, count: 6)
    return (0..<11).flatMap { _ in wave }.dropLast() + [1]
  }()
  private let pullback = TestCandles.moves(moves)

  @Test func `fewer candles than the averages need are an error`() {
    let error = #expect(throws: TradingRulesError.self) { try RulesAnalyst.analyze(candles: TestCandles.walk(99, seed: 1)) }
    #expect(error?.code == .tooFewCandles)
  }

  @Test func `a candle that cannot be real is an error`() {
    var candles = TestCandles.walk(120, seed: 1)
    candles[50] = TestCandles.candle(50, 500, 490, 480, 485)
    let error = #expect(throws: TradingRulesError.self) { try RulesAnalyst.analyze(candles: candles) }
    #expect(error?.code == .malformedCandles)
  }

  @Test func `a flat market is a hold that says so`() throws {
    let analysis = try RulesAnalyst.analyze(candles: TestCandles.flat(150))
    #expect(analysis.recommendation == .hold)
    #expect(analysis.reasoning.hasPrefix("no setup: flat market"))
    #expect(analysis.confidence == 0)
    #expect(analysis.keyLevels == [100])
    // An ATR of 0.005 at a price of 100 is half of the limit of 0.01 %.
    let nearlyFlat = (0..<150).map { TestCandles.candle($0, 100, 100.0025, 99.9975, 100) }
    #expect(try RulesAnalyst.analyze(candles: nearlyFlat).reasoning.hasPrefix("no setup: flat market"))
  }

  @Test func `an uptrend that came back to EMA20 and turned up is a buy with a stop under the swing`() throws {
    let analysis = try RulesAnalyst.analyze(candles: pullback)
    #expect(analysis.recommendation == .buy)
    #expect(analysis.pattern == "trend pullback")
    let entry = try #require(analysis.entry)
    let stop = try #require(analysis.stopLoss)
    let target = try #require(analysis.takeProfit)
    #expect(entry == pullback.last?.close)
    #expect(stop < entry && entry < target)
    #expect(analysis.confidence >= 0.60)
    #expect(analysis.reasoning.contains("EMA20"))
  }

  @Test func `the same uptrend with a small falling last candle is a hold for want of momentum`() throws {
    let analysis = try RulesAnalyst.analyze(candles: TestCandles.moves(Self.moves + [-0.1]))
    #expect(analysis.recommendation == .hold)
    #expect(analysis.reasoning.contains("no momentum candle"))
    #expect(analysis.entry == nil && analysis.stopLoss == nil && analysis.takeProfit == nil)
  }

  @Test func `a market turned upside down gives the opposite advice with mirrored levels`() throws {
    var opposite = 0
    for seed in UInt64(1)...200 {
      let candles = TestCandles.walk(150, seed: seed)
      let analysis = try RulesAnalyst.analyze(candles: candles)
      let mirrored = try RulesAnalyst.analyze(candles: TestCandles.mirrored(candles))
      #expect(mirrored.recommendation.side == analysis.recommendation.side?.opposite)
      guard let stop = analysis.stopLoss, let other = mirrored.stopLoss else { continue }
      #expect(abs(1000 - stop - other) < 1e-6)
      opposite += 1
    }
    #expect(opposite > 10)
  }

  @Test func `on random walks every setup has sound levels and passes the checks, and there are neither few nor many`() throws {
    var setups = 0
    let runs = 400
    for seed in 1...runs {
      let candles = TestCandles.walk(160, seed: UInt64(seed) &* 7919)
      let analysis = try RulesAnalyst.analyze(candles: candles)
      guard let side = analysis.recommendation.side else {
        #expect(analysis.entry == nil && analysis.stopLoss == nil && analysis.takeProfit == nil)
        #expect(analysis.reasoning.hasPrefix("no "))
        continue
      }
      setups += 1
      let entry = try #require(analysis.entry)
      let risk = side.sign * (entry - (try #require(analysis.stopLoss)))
      let reward = side.sign * ((try #require(analysis.takeProfit)) - entry)
      #expect(risk >= 1.2 * analysis.atr * (1 - 1e-9) && risk <= 3 * analysis.atr * (1 + 1e-9))
      #expect(reward / risk >= 1.8 - 1e-9 && reward / risk <= 2 + 1e-9)
      #expect(analysis.confidence >= 0.60)
      let score = try Confidence.score(
        setupQuality: analysis.setupQuality, riskRewardRatio: analysis.riskRewardRatio, marketEnvironment: analysis.marketEnvironment)
      #expect(score == analysis.confidence)
      let failure = AnalysisChecks.check(AnalysisClaim(analysis), candles: candles).firstFailure
      #expect(failure == nil)
    }
    #expect((runs / 12...runs / 3).contains(setups))
  }

  @Test func `the same candles give the same analysis, also through JSON`() throws {
    let analysis = try RulesAnalyst.analyze(candles: pullback)
    #expect(try RulesAnalyst.analyze(candles: pullback) == analysis)
    let decoded = try JSONDecoder().decode(RulesAnalysis.self, from: JSONEncoder().encode(analysis))
    #expect(decoded == analysis)
  }
}
