import Messages
import Model
import ServiceKit
import Testing
import TradingRules

@testable import Notifier

@Suite struct PriceDriftTests {
  @Test(
    "A price past the stop or the target, or further from the entry than half an ATR, is objected to, on both sides",
    arguments: [
      (Side.buy, "100", nil), (.buy, "102", nil), (.buy, "98", nil), (.buy, "102.00000001", "ATR"), (.buy, "97.99999999", "ATR"),
      (.buy, "95", "stop"), (.buy, "94", "stop"), (.buy, "110", "target"), (.buy, "111", "target"), (.sell, "100", nil), (.sell, "98", nil),
      (.sell, "102.1", "ATR"), (.sell, "105", "stop"), (.sell, "106", "stop"), (.sell, "90", "target"), (.sell, "80", "target"),
    ] as [(Side, String, String?)])
  func objections(_ side: Side, _ price: String, _ word: String?) throws {
    let proposal = try Fixture.proposal("BTCUSDT", side)
    let objection = PriceDrift.objection(
      side, entry: proposal.entryPrice, stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit,
      averageTrueRange: proposal.averageTrueRange, lastPrice: try Fixture.price(price), maximumDrift: 0.5)
    #expect((objection == nil) == (word == nil))
    if let word { #expect(objection?.contains(word) == true) }
  }

  @Test("Automatic approval is refused at start in every mode but paper", arguments: TradingMode.allCases)
  func automaticOnlyInPaper(_ mode: TradingMode) throws {
    func configuration(_ automatic: String) throws -> NotifierConfiguration {
      try NotifierConfiguration(
        try Settings.load(environment: ["AUTOTRADER_TRADING_MODE": mode.rawValue, "AUTOTRADER_APPROVAL_AUTOMATIC": automatic]))
    }
    #expect(try configuration("false").automaticDelay == nil)
    if mode == .paper {
      #expect(try configuration("true").automaticDelay == .seconds(1))
    } else {
      #expect(throws: ConfigurationError.self) { try configuration("true") }
    }
  }
}
