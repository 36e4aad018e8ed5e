import Model
import Testing

@testable import TradingRules

@Suite struct ModeClearanceTests {
  private func clearance(_ mode: TradingMode, closed: Int = 0, _ unfinished: [TradingMode: Int] = [:]) -> ModeClearance {
    ModeClearance(mode: mode, closedPaperTrades: closed, requiredPaperTrades: 20, unfinished: unfinished)
  }

  @Test(arguments: [TradingMode.paper, .testnet, .demo]) func `only live needs practice`(_ mode: TradingMode) {
    #expect(clearance(mode).objection == nil && clearance(mode).startObjection == nil)
  }

  @Test func `live is refused up to the last paper trade that is missing`() {
    #expect(clearance(.live, closed: 20).objection == nil)
    let objection = clearance(.live, closed: 17).objection
    #expect(objection?.contains("needs 20 closed paper trades") == true && objection?.contains("trade 3 more") == true)
    #expect(clearance(.live, closed: 17).startObjection == objection)
  }

  @Test func `own open trades are looked after, but no new ones are made`() {
    let short = clearance(.live, closed: 3, [.live: 1])
    #expect(short.startObjection == nil && short.objection != nil)
  }

  @Test(arguments: TradingMode.allCases, TradingMode.allCases)
  func `a mode is not started while trades of another one are not over`(_ mode: TradingMode, _ other: TradingMode) {
    let objection = clearance(mode, closed: 20, [other: 2]).startObjection
    if mode == other {
      #expect(objection == nil)
    } else {
      #expect(objection?.hasPrefix("2 trades of mode \(other.rawValue) are not over") == true)
    }
  }
}
