import Model
import Testing

@Suite struct FixedPointTests {
  @Test(arguments: [("0", "0"), ("60000.10", "60000.1"), ("-3.5", "-3.5"), ("0.00000001", "0.00000001"), ("1.2500000000", "1.25")])
  func decimalsAreReadExactlyAndWrittenShortest(text: String, written: String) {
    #expect(Price(text)?.description == written)
  }

  @Test(arguments: ["", "-", ".", "1.", ".5", "1e3", "NaN", "１２", "1,0", " 1", "0.000000001", "1000000000000", "1.2.3", "+1"])
  func anythingElseIsRefused(text: String) {
    #expect(Price(text) == nil)
  }

  @Test func roundingGoesWhereItsNameSays() throws {
    let step = try #require(Quantity("0.001"))
    let value = try #require(Quantity("1.2345"))
    #expect(value.rounded(toMultipleOf: step, .down).description == "1.234")
    #expect(value.rounded(toMultipleOf: step, .up).description == "1.235")
    #expect(value.rounded(toMultipleOf: step, .nearest).description == "1.234")
    let negative = try #require(Money("-1.5"))
    let one = try #require(Money("1"))
    #expect(negative.rounded(toMultipleOf: one, .down).description == "-2")
    #expect(negative.rounded(toMultipleOf: one, .up).description == "-1")
  }

  @Test func aNotionalIsExactToTheLastDigit() throws {
    let price = try #require(Price("60015.2"))
    let quantity = try #require(Quantity("0.013"))
    #expect(Money.notional(price, quantity, .nearest).description == "780.1976")
  }

  @Test func affordableQuantityNeverCostsMoreThanTheAmount() throws {
    for seed in 1...2000 {
      let amount = Money(FixedPoint(units: Int128(seed) * 7_919_000_003))
      let price = Price(FixedPoint(units: Int128(seed * seed) * 131 + 17))
      let quantity = Quantity.affordable(amount, at: price)
      #expect(Money.notional(price, quantity, .down) <= amount)
    }
  }

  @Test func doublesThatAreNoNumbersAreRefused() {
    #expect(Price(nearest: .nan) == nil)
    #expect(Price(nearest: .infinity) == nil)
    #expect(Price(nearest: 1e13) == nil)
    #expect(Price(nearest: 0.1 + 0.2)?.description == "0.3")
  }
}
