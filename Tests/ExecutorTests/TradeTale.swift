import Bybit
import Messages
import Model
import Testing

@testable import Executor

/// A made-up trade: the messages that the exchange would send, what a read by REST would show, and how it ended.
struct TradeTale {
  enum Entry: CaseIterable { case filled, partThenCancelled, cancelled, rejected }
  enum Exit: CaseIterable { case none, takeProfit, stopLoss, app, closeOrder, flattenOrder, liquidation, deleveraging }

  static let link = "ate0" + String(repeating: "0", count: 32)

  private(set) var life: TradeLife
  private(set) var messages: [TradeLife.Fact] = []
  private(set) var restRead: [TradeLife.Fact] = []
  private(set) var entryState = EntryState.pending
  private(set) var exitState = ExitState.entryPlaced
  private(set) var status = TradeStatus.pending
  private(set) var filled = Quantity.zero
  private var clock: Int64 = 0

  init(_ generator: inout some RandomNumberGenerator) throws {
    let side: Side = Bool.random(using: &generator) ? .buy : .sell
    life = try Self.buy(side)
    let entry = Entry.allCases[Int.random(in: 0..<Entry.allCases.count * 2, using: &generator) % 4]
    let parts: Int
    switch entry {
    case .filled: parts = 4
    case .partThenCancelled: parts = Int.random(in: 1...3, using: &generator)
    case .cancelled, .rejected: parts = 0
    }
    try add(.order(Self.entry("New", side, filled: "0", at: tick())), lasting: false)
    for part in 0..<parts {
      let sum = "0.0\(part + 1)"
      try add(.execution(Self.fill("e\(part)", side, "0.01", order: "entry", link: Self.link, at: tick())), lasting: true)
      if part < 3 { try add(.order(Self.entry("PartiallyFilled", side, filled: sum, at: tick())), lasting: false) }
    }
    filled = try Fixture.value("0.0\(parts)")
    let final = entry == .filled ? "Filled" : entry == .rejected ? "Rejected" : "Cancelled"
    try add(.order(Self.entry(final, side, filled: "0.0\(parts)", at: tick())), lasting: true)
    guard parts > 0 else {
      entryState = entry == .rejected ? .rejected : .cancelled
      status = entry == .rejected ? .rejected : .cancelled
      return
    }
    add(.protection(true), lasting: true)
    let exit = Exit.allCases[Int.random(in: 0..<Exit.allCases.count, using: &generator)]
    (entryState, exitState, status) = (.filled, .waitingExit, .open)
    guard exit != .none else { return }
    (entryState, exitState, status) = (.closed, Self.end(exit), .closed)
    try leave(exit, side.opposite, parts)
  }

  private mutating func leave(_ exit: Exit, _ side: Side, _ parts: Int) throws {
    let link: String? =
      exit == .closeOrder
      ? "atc0" + String(repeating: "0", count: 32) : exit == .flattenOrder ? "atf0" + String(repeating: "0", count: 32) : nil
    let kind: Execution.Kind = exit == .liquidation ? .other("BustTrade") : exit == .deleveraging ? .other("AdlTrade") : .trade
    let stop: String? = exit == .takeProfit ? "TakeProfit" : exit == .stopLoss ? "StopLoss" : nil
    let other = exit == .takeProfit ? "StopLoss" : "TakeProfit"
    try add(.order(Self.order("other", "Untriggered", side, link: nil, stop: other, filled: "0", at: tick())), lasting: false)
    if stop != nil {
      try add(.order(Self.order("exit", "Untriggered", side, link: link, stop: stop, filled: "0", at: tick())), lasting: false)
    }
    try add(.execution(Self.fill("funding", side, "0.01", order: "", link: nil, at: tick(), kind: .funding)), lasting: true)
    if stop != nil {
      try add(.order(Self.order("exit", "Triggered", side, link: link, stop: stop, filled: "0", at: tick())), lasting: false)
    }
    for part in 0..<parts {
      try add(
        .execution(Self.fill("x\(part)", side, "0.01", order: "exit", link: link, at: tick(), kind: kind, closes: true)), lasting: true)
    }
    try add(.order(Self.order("exit", "Filled", side, link: link, stop: stop, filled: "0.0\(parts)", at: tick())), lasting: true)
    try add(.order(Self.order("other", "Deactivated", side, link: nil, stop: other, filled: "0", at: tick())), lasting: true)
  }

  /// What ends a story this way is called so by whom reads it.
  private static func end(_ exit: Exit) -> ExitState {
    switch exit {
    case .none: .waitingExit
    case .takeProfit: .takeProfitFilled
    case .stopLoss: .stopLossFilled
    case .app, .closeOrder, .flattenOrder: .manuallyClosed
    case .liquidation, .deleveraging: .liquidated
    }
  }

  private mutating func tick() -> Int64 {
    clock += 1
    return clock
  }

  private mutating func add(_ fact: TradeLife.Fact, lasting: Bool) {
    messages.append(fact)
    if lasting { restRead.append(fact) }
  }

  // MARK: - Values

  static func buy(_ side: Side = .buy) throws -> TradeLife {
    TradeLife(symbol: try Fixture.symbol(), side: side, entryLink: try #require(OrderLinkID(link)), ordered: try Fixture.value("0.04"))
  }

  static func entry(_ status: String, _ side: Side = .buy, filled: String, at: Int64) throws -> Order {
    try order("entry", status, side, link: link, stop: nil, filled: filled, at: at)
  }

  static func order(_ id: String, _ status: String, _ side: Side, link: String?, stop: String?, filled: String, at: Int64) throws -> Order {
    Order(
      orderID: id, linkID: link.flatMap { OrderLinkID($0) }, parentLinkID: nil, symbol: try Fixture.symbol(), side: side, type: "Market",
      status: OrderStatus(status), cancelType: nil, rejectReason: nil, quantity: try Fixture.value("0.04"), price: nil, averagePrice: nil,
      cumulativeQuantity: try Fixture.value(filled), cumulativeFee: .zero, stopOrderType: stop, triggerPrice: nil, takeProfit: nil,
      stopLoss: nil, reduceOnly: false, createdAt: Timestamp(milliseconds: 0), updatedAt: Timestamp(milliseconds: at))
  }

  static func fill(
    _ id: String, _ side: Side, _ quantity: String, order: String, link: String?, at: Int64, kind: Execution.Kind = .trade,
    closes: Bool = false
  ) throws -> Execution {
    let amount: Quantity = try Fixture.value(quantity)
    return Execution(
      executionID: id, orderID: order, linkID: link.flatMap { OrderLinkID($0) }, symbol: try Fixture.symbol(), side: side, kind: kind,
      price: try Fixture.value("60000"), quantity: amount, value: .zero, fee: .zero, isMaker: false,
      closedQuantity: closes ? amount : .zero, at: Timestamp(milliseconds: at), sequence: at)
  }
}
