import Bybit
import Model
import ServiceKit
import Testing

@testable import Executor

@Suite struct EntryPolicyTests {
  @Test("Without configuration entries go at the market, half a percent from the last price at most")
  func usual() throws {
    let policy = try EntryPolicy(Settings.load(environment: [:]))
    #expect(
      policy
        == EntryPolicy(kind: .market, slippage: .percent(try #require(FixedPoint("0.5"))), patience: .seconds(10), chases: 0))
  }

  @Test("Every part is configuration; slippage is rounded to the hundredths of a percent that the exchange takes")
  func configured() throws {
    let policy = try EntryPolicy(
      Settings.load(environment: [
        "AUTOTRADER_ENTRY_ORDER": "limit", "AUTOTRADER_ENTRY_SLIPPAGE": "0.256", "AUTOTRADER_ENTRY_PATIENCE": "2.5",
        "AUTOTRADER_ENTRY_CHASES": "3",
      ]))
    #expect(
      policy
        == EntryPolicy(kind: .limit, slippage: .percent(try #require(FixedPoint("0.26"))), patience: .milliseconds(2500), chases: 3))
  }

  @Test("What the exchange would refuse is refused at the start", arguments: ["0", "0.001", "10.5", "much"])
  func slippage(_ text: String) {
    #expect(throws: ConfigurationError.self) { try Settings.load(environment: ["AUTOTRADER_ENTRY_SLIPPAGE": text]) }
  }
}
