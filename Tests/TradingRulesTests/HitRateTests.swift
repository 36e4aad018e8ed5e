import Testing
import TradingRules

@Suite struct HitRateTests {
  /// At the ends Wilson's interval has a closed form: nothing won of n reaches up to z² / (n + z²).
  @Test("The interval is Wilson's", arguments: [10, 22, 400])
  func ends(_ count: Int) {
    let square = 1.96 * 1.96
    let reach = square / (Double(count) + square)
    let none = HitRate(tenth: 7, closed: count, won: 0).interval
    let all = HitRate(tenth: 7, closed: count, won: count).interval
    #expect(none.lowerBound < 1e-12 && abs(none.upperBound - reach) < 1e-12)
    #expect(all.upperBound > 1 - 1e-12 && abs(all.lowerBound - (1 - reach)) < 1e-12)
  }

  @Test("The interval holds the rate, narrows with more trades, and mirrors")
  func properties() {
    for count in 1...300 {
      for won in stride(from: 0, through: count, by: max(1, count / 7)) {
        let interval = HitRate(tenth: 5, closed: count, won: won).interval
        let rate = Double(won) / Double(count)
        #expect(interval.lowerBound <= rate + 1e-12 && rate - 1e-12 <= interval.upperBound)
        #expect(interval.lowerBound >= 0 && interval.upperBound <= 1)
        let mirrored = HitRate(tenth: 5, closed: count, won: count - won).interval
        #expect(abs(mirrored.lowerBound - (1 - interval.upperBound)) < 1e-9)
        let ten = HitRate(tenth: 5, closed: count * 10, won: won * 10).interval
        #expect(ten.upperBound - ten.lowerBound < interval.upperBound - interval.lowerBound)
      }
    }
    #expect(HitRate(tenth: 5, closed: 0, won: 0).interval == 0...1)
  }

  /// 14 of 22 by hand: centre (0.63636 + 0.08731) / 1.17462 = 0.61609, half 1.96 · √0.012503 / 1.17462 = 0.18658.
  @Test("Few trades are only counted; enough are told with their interval")
  func words() {
    #expect(HitRate(tenth: 7, closed: 22, won: 14).text == "14 of 22 closed trades at 0.7–0.8 won (95 %: 43–80 %)")
    #expect(HitRate(tenth: 9, closed: 9, won: 9).text == "uncalibrated: only 9 closed trades at 0.9–1.0, told from 10 on")
    #expect(HitRate(tenth: 0, closed: 10, won: 0).text == "0 of 10 closed trades at 0.0–0.1 won (95 %: 0–28 %)")
  }
}
