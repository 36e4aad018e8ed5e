import Bybit
import Model
import Testing

@testable import Executor

@Suite struct AdoptionPlanTests {
  private static func position(
    _ side: Side? = .buy, size: String = "2", stop: String? = nil, target: String? = nil, index: Int = 0
  ) throws -> Position {
    Position(
      symbol: try Fixture.symbol(), side: side, size: try Fixture.value(size), averagePrice: try Fixture.value("100"),
      markPrice: try Fixture.value("104"), liquidationPrice: nil, takeProfit: try target.map { try Fixture.value($0) },
      stopLoss: try stop.map { try Fixture.value($0) }, leverage: 5, unrealisedPnL: .zero, positionIndex: index, createdAt: nil,
      updatedAt: nil, sequence: 1)
  }

  private static func executions(_ side: Side = .buy) throws -> [Execution] {
    [try Fixture.execution(side, "100", "2", fee: "0.2", at: 1)]
  }

  private static func refusal(_ body: () throws -> AdoptionPlan) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("The position's own levels are kept, and then nothing must be set")
  func own() throws {
    let plan = try AdoptionPlan(
      try Self.position(stop: "90", target: "120"), stopLoss: nil, takeProfit: nil, executions: try Self.executions())
    #expect(!plan.mustBeSet)
    #expect(plan.levels.stopLoss.description == "90" && plan.levels.takeProfit.description == "120")
    // (100 − 90) · 2
    #expect(plan.risk.description == "20")
    let named = try AdoptionPlan(
      try Self.position(stop: "90", target: "120"), stopLoss: try Fixture.value("95"), takeProfit: nil, executions: try Self.executions())
    #expect(named.mustBeSet)
    #expect(named.risk.description == "10")
  }

  @Test("A stop in profit risks nothing")
  func inProfit() throws {
    let plan = try AdoptionPlan(
      try Self.position(stop: "102", target: "120"), stopLoss: nil, takeProfit: nil, executions: try Self.executions())
    #expect(plan.risk == .zero)
  }

  @Test("Without a stop, a target, a position, fills, or with levels on the wrong side, there is no adoption, and it says why")
  func refused() throws {
    let (stop, target): (Price, Price) = (try Fixture.value("90"), try Fixture.value("120"))
    let executions = try Self.executions()
    #expect(
      Self.refusal { try AdoptionPlan(try Self.position(), stopLoss: nil, takeProfit: target, executions: executions) }
        == "BTCUSDT has no stop: name one with --stop")
    #expect(
      Self.refusal { try AdoptionPlan(try Self.position(), stopLoss: stop, takeProfit: nil, executions: executions) }
        == "BTCUSDT has no target: name one with --target")
    #expect(
      Self.refusal { try AdoptionPlan(try Self.position(nil, size: "0"), stopLoss: stop, takeProfit: target, executions: executions) }
        == "there is no position on BTCUSDT")
    #expect(
      Self.refusal { try AdoptionPlan(try Self.position(index: 1), stopLoss: stop, takeProfit: target, executions: executions) }?
        .contains("hedge mode") == true)
    #expect(
      Self.refusal { try AdoptionPlan(try Self.position(), stopLoss: stop, takeProfit: target, executions: []) }?
        .contains("do not lead back to a flat position") == true)
    // 105 is above the price of a long, whatever the entry was; for a short it is where the stop belongs.
    let above: Price = try Fixture.value("105")
    #expect(
      Self.refusal { try AdoptionPlan(try Self.position(), stopLoss: above, takeProfit: target, executions: executions) }
        == "stop 105 and target 120 do not lie around the price 104: for a Buy it must be stop < price < target")
    let short = try AdoptionPlan(
      try Self.position(.sell), stopLoss: above, takeProfit: stop, executions: try Self.executions(.sell))
    #expect(short.risk.description == "10")
  }

  @Test("The trade is its own cycle and analysis, and is never an entry")
  func proposal() throws {
    let plan = try AdoptionPlan(
      try Self.position(stop: "90", target: "120"), stopLoss: nil, takeProfit: nil, executions: try Self.executions())
    let now = Timestamp(milliseconds: 1_700_000_000_000)
    let proposal = plan.proposal(.random(), try Fixture.symbol(), at: now)
    #expect(proposal.cycleID.rawValue == proposal.proposalID.rawValue && proposal.analysisID.rawValue == proposal.proposalID.rawValue)
    #expect(!proposal.entryWindow.isOpen(at: now))
    #expect(proposal.riskRewardRatio == 2)
    #expect(proposal.averageTrueRange.description == "10")
  }
}
