import Bybit
import Model
import Testing

@Suite struct PureRuleTests {
  @Test(arguments: [
    (RetryAdvice.success, [0]), (.unchanged, [34_040, 110_025, 110_026, 110_027, 110_043]), (.resynchronize, [10_002]),
    (.waitForReset, [10_006]), (.backOff, [429, 10_429]), (.shortWait, [110_079]), (.lookUp, [10_000, 10_014, 10_016]),
    (.duplicate, [110_072]), (.reconcile, [110_001, 110_008, 110_010]), (.banned, [10_018]), (.stop, [10_003, 10_004, 10_005, 33_004]),
    (
      .refused,
      [
        10_001, 10_017, 10_024, 10_027, 10_028, 10_029, 110_003, 110_004, 110_045, 110_006, 110_007, 110_012, 110_044, 110_052, 110_009,
        110_020, 110_061, 110_013, 110_089, 110_090, 110_017, 110_021, 110_023, 110_042, 110_066, 110_074, 110_059, 110_060, 110_064,
        110_092,
        110_093, 110_094, 110_120, 110_121, 170_131, 999_999,
      ]
    ),
  ])
  func `each code of the exchange has its advice`(advice: RetryAdvice, codes: [Int]) {
    for code in codes { #expect(RetryAdvice(retCode: code) == advice, "\(code)") }
  }

  @Test(arguments: [
    ("0.123456785", "0.12345678"), ("0.123456775", "0.12345678"), ("0.1234567850000001", "0.12345679"), ("0.123456784999", "0.12345678"),
    ("-0.123456789", "-0.12345679"), ("1.999999999", "2"), ("60000.5", "60000.5"), ("-0.000000001", "0"),
  ])
  func `long decimals are rounded to the nearest, ties to even`(text: String, expected: String) {
    #expect(RoundedDecimal.nearest(text)?.description == expected)
  }

  @Test(arguments: ["", "1e-9", "abc", "1.2.3", "0x10", "nan", "1.123456789x", "999999999999.999999999", " 1"])
  func `what is no plain decimal is refused`(text: String) { #expect(RoundedDecimal.nearest(text) == nil) }

  @Test func `link ids have 1 to 36 safe characters`() {
    #expect(OrderLinkID("aZ09_-") != nil)
    #expect(OrderLinkID(String(repeating: "a", count: 36)) != nil)
    for text in ["", String(repeating: "a", count: 37), "a b", "é", "a\"b", "a.b"] { #expect(OrderLinkID(text) == nil, "\(text)") }
  }

  @Test func `order states that are new stay readable and are not final`() {
    #expect(OrderStatus("Filled") == .filled && OrderStatus.filled.isFinal)
    #expect(OrderStatus("PendingCancel") == .unknown("PendingCancel"))
    #expect(!OrderStatus("PendingCancel").isFinal && OrderStatus("PendingCancel").name == "PendingCancel")
    #expect(OrderStatus("Triggered").name == "Triggered" && !OrderStatus.triggered.isFinal)
  }
}
