import Testing
import TradingRules

@Suite struct NumberTextTests {
  @Test func `numbers are written plainly with the wanted fraction digits`() {
    #expect(0.79.text(decimals: 3) == "0.790")
    #expect((-1.5).text(decimals: 2) == "-1.50")
    #expect((-0.001).text(decimals: 2) == "0.00")
    #expect(1234567.0.text(decimals: 0) == "1234567")
    #expect(0.00001234.text(decimals: 8) == "0.00001234")
    #expect(Double.nan.text(decimals: 2) == "nan")
  }

  @Test func `prices get about six significant digits`() {
    #expect(117579.99.priceText == "117580")
    #expect(83.20606.priceText == "83.2061")
    #expect(0.21608.priceText == "0.216080")
    #expect(0.00001234.priceText == "0.00001234")
  }
}
