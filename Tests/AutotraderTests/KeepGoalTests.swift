import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct KeepGoalTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)
  private let ids = [TradeID.random(), TradeID.random()]

  private func trade(_ id: TradeID, _ reason: CloseReason, after seconds: Int) throws -> Trade {
    Trade(
      tradeID: id, cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol("BTCUSDT")), side: .buy, status: .closed,
      quantity: try #require(Quantity("1")), reason: reason.rawValue, createdAt: Self.start, closedAt: Self.start + .seconds(seconds))
  }

  private func verdict(_ closed: [Trade], after seconds: Int, patience: Duration? = .seconds(60)) -> KeepGoal.Verdict {
    KeepGoal(first: Set(ids), patience: patience).verdict(closed: closed, now: Self.start + .seconds(seconds))
  }

  @Test func everyOneOfTheFirstTradesIsWaitedForHoweverLong() throws {
    let later = try trade(.random(), .stopLoss, after: 5)
    #expect(verdict([], after: 0) == .waiting)
    #expect(verdict([try trade(ids[0], .takeProfit, after: 1), later], after: 100_000) == .waiting)
  }

  @Test func aTargetAndAStopAreEnoughWhoeverHitThem() throws {
    let first = [try trade(ids[0], .takeProfit, after: 1), try trade(ids[1], .takeProfit, after: 2)]
    #expect(verdict(first + [try trade(.random(), .stopLoss, after: 3)], after: 3) == .reached)
    #expect(verdict([first[0], try trade(ids[1], .stopLoss, after: 2)], after: 2) == .reached)
  }

  @Test(arguments: [(CloseReason.takeProfit, CloseReason.stopLoss), (.stopLoss, .takeProfit), (.manual, .takeProfit)])
  func theOtherWayOutIsWaitedForUntilPatienceEnds(_ both: CloseReason, _ lacking: CloseReason) throws {
    let closed = [try trade(ids[0], both, after: 10), try trade(ids[1], both, after: 4)]
    #expect(verdict(closed, after: 69) == .lacking(lacking, until: Self.start + .seconds(70)))
    #expect(verdict(closed, after: 70) == .reached)
    #expect(verdict(closed, after: 10, patience: nil) == .reached)
  }
}
