import Bybit
import Messages
import Model
import Testing

@testable import PositionMonitor

@Suite struct ReconciliationTests {
  static func trade(_ status: TradeStatus = .open, side: Side = .buy, quantity: String = "2") throws -> Trade {
    Trade(
      tradeID: .random(), cycleID: .random(), analysisID: .random(), symbol: try Fixture.symbol(), side: side, status: status,
      quantity: try Fixture.value(quantity), createdAt: Fixture.start)
  }

  static func order(_ linkID: String?, parent: String? = nil, stop: String? = nil) throws -> Order {
    Order(
      orderID: "o-1", linkID: linkID.flatMap { OrderLinkID($0) }, parentLinkID: parent.flatMap { OrderLinkID($0) },
      symbol: try Fixture.symbol(), side: .sell, type: "Limit", status: .new, cancelType: nil, rejectReason: nil,
      quantity: try Fixture.value("2"), price: nil, averagePrice: nil, cumulativeQuantity: .zero, cumulativeFee: .zero, stopOrderType: stop,
      triggerPrice: nil, takeProfit: nil, stopLoss: nil, reduceOnly: false, createdAt: Fixture.start, updatedAt: Fixture.start)
  }

  static let ours = "ate0" + String(repeating: "0", count: 32)

  private func codes(_ trades: [Trade] = [], _ positions: [Position] = [], _ orders: [Order] = []) -> [PositionAlert.Code] {
    Reconciliation(trades: trades, positions: positions, orders: orders).differences.map(\.code)
  }

  @Test("What agrees is no difference: nothing at all, and a trade with its position and stops")
  func agreement() throws {
    #expect(codes().isEmpty)
    #expect(codes([try Self.trade()], [try Fixture.position()], [try Self.order(nil, parent: Self.ours, stop: "StopLoss")]).isEmpty)
    #expect(Reconciliation(trades: [], positions: [], orders: []).isFlat)
    #expect(!Reconciliation(trades: [try Self.trade()], positions: [], orders: []).isFlat)
  }

  @Test("A trade without its position, of another size or side, or without a stop")
  func ofTrades() throws {
    let trade = try Self.trade()
    #expect(codes([trade]) == [.vanished])
    #expect(codes([trade], [try Fixture.position(size: "0")]) == [.vanished])
    #expect(codes([trade], [try Fixture.position(size: "1")]) == [.sizeMismatch])
    #expect(codes([trade], [try Fixture.position(.sell)]) == [.sizeMismatch])
    #expect(codes([trade], [try Fixture.position(stop: nil)]) == [.unprotected])
  }

  @Test("A position without a trade is unknown, unless a pending trade may have become it")
  func ofPositions() throws {
    #expect(codes([], [try Fixture.position()]) == [.unknownPosition])
    #expect(codes([try Self.trade(.pending)], [try Fixture.position()]).isEmpty)
    #expect(codes([try Self.trade(.pending)]).isEmpty)
  }

  @Test("An order of ours, or a stop, that nothing is behind is left over; the stops of someone else's position are his")
  func ofOrders() throws {
    #expect(codes([], [], [try Self.order(Self.ours)]) == [.leftoverOrder])
    #expect(codes([], [], [try Self.order(nil, parent: Self.ours, stop: "TakeProfit")]) == [.leftoverOrder])
    #expect(codes([], [], [try Self.order(nil, stop: "StopLoss")]) == [.leftoverOrder])
    #expect(codes([], [], [try Self.order(nil, stop: "TrailingStop")]) == [.leftoverOrder])
    #expect(codes([], [], [try Self.order("by-hand")]) == [.unknownOrder])
    // A conditional entry by hand protects nothing that could be gone.
    #expect(codes([], [], [try Self.order(nil, stop: "Stop")]) == [.unknownOrder])
    #expect(codes([], [], [try Self.order("by-hand", stop: "Stop")]) == [.unknownOrder])
    #expect(codes([], [try Fixture.position()], [try Self.order(nil, stop: "StopLoss")]) == [.unknownPosition])
    #expect(codes([try Self.trade(.pending)], [], [try Self.order(Self.ours)]).isEmpty)
  }
}
