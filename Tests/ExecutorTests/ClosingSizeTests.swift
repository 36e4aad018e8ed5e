import Model
import Testing

@testable import Executor

@Suite struct ClosingSizeTests {
  /// Step 0.001, smallest 0.01, largest 1.
  private func rules(smallest: String = "0.01", largest: String = "1") throws -> Instrument {
    Instrument(
      symbol: try Fixture.symbol(), tickSize: try Fixture.value("0.1"), quantityStep: try Fixture.value("0.001"),
      minimumQuantity: try Fixture.value(smallest), maximumMarketQuantity: try Fixture.value(largest),
      minimumNotional: try Fixture.value("5"), maximumLeverage: 100)
  }

  private func size(_ quantity: String, _ rules: Instrument?) throws -> String {
    let size = ClosingSize(try Fixture.value(quantity), rules)
    return "\(size.quantity)\(size.closesPosition ? " all" : "")"
  }

  @Test(arguments: [
    ("0.01", "0.01"), ("0.5", "0.5"), ("1", "1"), ("0.009", "0.009 all"), ("2", "1"), ("1.01", "1"), ("1.009", "0.999"),
    ("1.001", "0.991"),
  ])
  func `an order takes all that it may, and leaves no rest below the minimum`(_ quantity: String, _ expected: String) throws {
    #expect(try size(quantity, rules()) == expected)
  }

  @Test func `unknown rules hold up nothing`() throws {
    #expect(try size("0.000001", nil) == "0.000001" && size("1000000", nil) == "1000000")
    #expect(try size("7", rules(largest: "0")) == "7")
  }

  @Test func `where the largest order is hardly more than the smallest, the rest is closed by an order for the whole position`() throws {
    let narrow = try rules(smallest: "0.01", largest: "0.015")
    #expect(try size("0.016", narrow) == "0.015")
    #expect(try size("0.001", narrow) == "0.001 all")
  }

  @Test func `any quantity is closed by orders that the exchange takes`() throws {
    let rules = try rules(largest: "0.05")
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2000 {
      let thousandths = Int.random(in: 10...400, using: &generator)
      var left: Quantity = try Fixture.value("0.\(String(repeating: "0", count: 3 - String(thousandths).count))\(thousandths)")
      var orders = 0
      while left > .zero {
        let size = ClosingSize(left, rules)
        try #require(!size.closesPosition && size.quantity >= rules.minimumQuantity && size.quantity <= rules.maximumMarketQuantity)
        try #require(size.quantity.isMultiple(of: rules.quantityStep))
        left -= size.quantity
        orders += 1
      }
      #expect(orders <= thousandths / 50 + 1)
    }
  }

  @Test func `of a part that is ours no more is closed than what nobody has sold yet`() throws {
    func share(_ size: String, _ atMost: String?, sold: [String]?) throws -> String {
      let entry = try Fixture.execution(.buy, "60000", "1", fee: "0")
      let exits = try (sold ?? []).enumerated().map { index, text in
        try Fixture.execution(.sell, "60000", text, fee: "0", closed: text, at: Int64(index + 1))
      }
      let history = sold == nil ? nil : PositionFills(.buy, in: [entry] + exits)
      return try ClosingShare.of(Fixture.value(size), atMost: atMost.map { try Fixture.value($0) }, history).description
    }
    #expect(try share("3", nil, sold: nil) == "3")
    #expect(try share("0.5", "1", sold: ["0.5"]) == "0.5")
    #expect(try share("3", "1", sold: ["0.5"]) == "0.5")
    #expect(try share("3", "1", sold: ["0.5", "0.5"]) == "0")
    #expect(try share("3", "0.6", sold: ["0.7"]) == "0")
    #expect(throws: ExecutorError.self) { try share("3", "1", sold: nil) }
  }
}
