import Bybit
import Model
import Testing

@testable import Executor

@Suite struct PositionFillsTests {
  private static func fills(_ side: Side, _ executions: [Execution]) throws -> PositionFills { PositionFills(side, in: executions) }

  @Test("A position's fills go from its first to the one that makes it flat, whoever ordered them", arguments: Side.allCases)
  func whole(_ side: Side) throws {
    let executions = [
      try Fixture.execution(side, "100", "2", fee: "0.2", at: 1),
      try Fixture.execution(side, "101", "1", fee: "0.1", at: 2),
      try Fixture.execution(side, "100", "3", fee: "0.5", at: 3, kind: .funding),
      try Fixture.execution(side.opposite, "110", "1", fee: "0.1", closed: "1", at: 4),
      try Fixture.execution(side.opposite, "111", "2", fee: "0.2", closed: "2", at: 5),
      // Someone's next position.
      try Fixture.execution(side, "100", "7", fee: "0.7", at: 6),
    ]
    let fills = try Self.fills(side, executions)
    #expect(fills.isOver)
    #expect(fills.entries.map(\.at.milliseconds) == [1, 2])
    #expect(fills.fundings.map(\.at.milliseconds) == [3])
    #expect(fills.exits.map(\.at.milliseconds) == [4, 5])
    #expect(fills.quantity == (try Fixture.value("3") as Quantity))
    #expect(fills.all.map(\.at.milliseconds) == [1, 2, 3, 4, 5])
    #expect(try !Self.fills(side, Array(executions.prefix(4))).isOver)
    #expect(try !Self.fills(side, []).isOver)
  }

  @Test("Of a fill that turns the position around, each position has its part, and the parts' fees add up to the fill's")
  func turned() throws {
    let turning = try Fixture.execution(.sell, "110", "3", fee: "0.10000001", closed: "1", at: 2)
    let first = try Self.fills(.buy, [try Fixture.execution(.buy, "100", "1", fee: "0.1", at: 1), turning])
    let second = try Self.fills(.sell, [turning])
    let closing = try #require(first.exits.first)
    let opening = try #require(second.entries.first)
    #expect(first.isOver)
    #expect(closing.quantity.description == "1" && closing.closedQuantity.description == "1")
    #expect(opening.quantity.description == "2" && opening.closedQuantity == .zero)
    #expect(second.size.description == "2")
    #expect(closing.fee + opening.fee == turning.fee)
    // A third of 0.10000001.
    #expect(closing.fee.description == "0.03333334")
  }

  @Test("The fills of an open position are found behind everything that came before it")
  func history() throws {
    let executions = [
      try Fixture.execution(.buy, "90", "5", fee: "0", at: 1),
      try Fixture.execution(.sell, "91", "5", fee: "0", closed: "5", at: 2),
      try Fixture.execution(.buy, "100", "2", fee: "0", at: 3),
      try Fixture.execution(.sell, "101", "1", fee: "0", closed: "1", at: 4),
      try Fixture.execution(.buy, "102", "3", fee: "0", at: 5),
    ]
    let found = try #require(PositionFills.history(of: .buy, try Fixture.value("4"), in: executions))
    #expect(found.entries.map(\.at.milliseconds) == [3, 5])
    #expect(found.exits.map(\.at.milliseconds) == [4])
    #expect(found.size.description == "4")
  }

  @Test("Fills that do not lead back to a flat position are no history")
  func noHistory() throws {
    let executions = [
      try Fixture.execution(.sell, "101", "1", fee: "0", closed: "1", at: 4), try Fixture.execution(.buy, "102", "3", fee: "0", at: 5),
    ]
    #expect(PositionFills.history(of: .buy, try Fixture.value("4"), in: executions) == nil)
    #expect(PositionFills.history(of: .buy, try Fixture.value("2"), in: executions) == nil)
    #expect(PositionFills.history(of: .sell, try Fixture.value("3"), in: executions) == nil)
    #expect(PositionFills.history(of: .buy, try Fixture.value("1"), in: []) == nil)
  }

  @Test("10,000 random positions, turned around and added to: each fill's quantity and fee is shared out without rest")
  func random() throws {
    var generator = SeededGenerator(seed: 11)
    for number in 0..<10_000 {
      var size: Int64 = 0  // in hundredths; negative is short
      var executions: [Execution] = []
      for step in 0..<Int.random(in: 1...12, using: &generator) {
        let change = Int64.random(in: 1...9, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
        let closed = size.signum() * change.signum() < 0 ? min(abs(change), abs(size)) : 0
        executions.append(
          try Fixture.execution(
            change > 0 ? .buy : .sell, "100", Self.text(abs(change)), fee: "0.000000\(Int.random(in: 10...99, using: &generator))",
            closed: Self.text(closed), at: Int64(step)))
        size += change
      }
      guard size != 0 else { continue }
      let side: Side = size > 0 ? .buy : .sell
      let found = try #require(
        PositionFills.history(of: side, try Fixture.value(Self.text(abs(size))), in: executions), "story \(number)")
      #expect(!found.isOver)
      let bought = found.quantity - found.exits.reduce(.zero) { $0 + $1.quantity }
      try #require(bought == found.size, "story \(number)")
    }
  }

  private static func text(_ hundredths: Int64) -> String { "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)" }
}
