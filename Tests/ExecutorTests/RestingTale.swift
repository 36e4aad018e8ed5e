import Bybit
import Messages
import Model
import Testing

@testable import Executor

/// A made-up limit entry at a made-up exchange, second by second: the market wanders, the order fills in parts, requests are lost or late, the
/// executor dies between its commit and its request. What the real executor does outside of ``RestingAction`` is done here by hand.
struct RestingTale {
  enum Request: Equatable { case amend(Price), cancel }

  private(set) var order: OrderIntent
  let proposal: TradeProposal
  let prices: LimitPrices
  let policy: EntryPolicy
  private(set) var requests: [(Request, at: Timestamp)] = []
  private(set) var messages: [TradeLife.Fact] = []
  private(set) var parts = 0
  private(set) var isOpen = true
  private(set) var now: Timestamp
  /// Of the first visit from which on nothing may rest any more.
  private(set) var firstLateAction: RestingAction?
  private var exchangePrice: Price
  private var last: Double
  private var isHalted = false
  private var isFlatAgain = false
  private var underway: [(Request, arrives: Timestamp)] = []

  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static let ordered = 4

  init(_ generator: inout some RandomNumberGenerator) throws {
    let side: Side = Bool.random(using: &generator) ? .buy : .sell
    let length = [5, 60, 300][Int.random(in: 0..<3, using: &generator)]
    proposal = try Fixture.proposal(
      side: side, quantity: "0.04", entry: "60000", stop: side == .buy ? "59000" : "61000", target: side == .buy ? "62000" : "58000",
      enterBy: Self.start + .seconds(length))
    policy = EntryPolicy(
      kind: .limit, slippage: .ticks(1), patience: .seconds(Int.random(in: 1...20, using: &generator)),
      chases: Int.random(in: 0...3, using: &generator))
    prices = LimitPrices(proposal, maximumDrift: 0.5, tick: try Fixture.value("0.1"))
    now = Self.start + .milliseconds(Int.random(in: 0..<length * 800, using: &generator))
    exchangePrice = prices.first
    last = 60_000 + Double.random(in: -100...100, using: &generator)
    order = try Fixture.limitIntent(side, prices.first, pricedAt: now)
    try tell("New")
  }

  var window: TimeWindow { TimeWindow(start: Self.start, end: proposal.enterBy) }
  var end: Timestamp { window.end - EntryPolicy.withdrawalLead(window) }

  /// Until the order has ended at the exchange; from a minute after the cycle on every request arrives.
  mutating func play(_ generator: inout some RandomNumberGenerator) throws {
    var steps = 0
    while isOpen {
      steps += 1
      try #require(steps < 5000, "the order never ended")
      now = now + .milliseconds(Int.random(in: 50...2500, using: &generator))
      try wander(&generator)
      guard isOpen, Int.random(in: 0..<10, using: &generator) > 0 else { continue }
      try visit(&generator)
    }
  }

  private mutating func wander(_ generator: inout some RandomNumberGenerator) throws {
    for index in underway.indices.reversed() where underway[index].arrives <= now {
      try arrive(underway.remove(at: index).0)
    }
    last += Double.random(in: -40...40, using: &generator)
    if Int.random(in: 0..<200, using: &generator) == 0 { last += 400 * proposal.side.sign }
    if Int.random(in: 0..<300, using: &generator) == 0 { isHalted = true }
    if parts > 0, Int.random(in: 0..<60, using: &generator) == 0 { isFlatAgain = true }
    let isReached = proposal.side == .buy ? last <= exchangePrice.double : last >= exchangePrice.double
    guard isOpen, isReached, Int.random(in: 0..<3, using: &generator) == 0 else { return }
    for _ in 0..<Int.random(in: 1...2, using: &generator) where parts < Self.ordered {
      parts += 1
      messages.append(
        .execution(
          try TradeTale.fill("e\(parts)", proposal.side, "0.01", order: "entry", link: TradeTale.link, at: now.milliseconds)))
    }
    isOpen = parts < Self.ordered
    try tell(isOpen ? "PartiallyFilled" : "Filled")
  }

  private mutating func visit(_ generator: inout some RandomNumberGenerator) throws {
    let isReadable = Int.random(in: 0..<8, using: &generator) > 0
    let drift = abs(last - proposal.entryPrice.double)
    let view = RestingAction.View(
      best: isReadable ? try Fixture.value(String(format1(last - 0.1 * proposal.side.sign))) : nil,
      prices: isReadable ? prices : nil, objection: isReadable && drift > 250 ? "drifted" : nil, isHalted: isHalted,
      isFlatAgain: isFlatAgain)
    let action = RestingAction.next(
      order, exchangePrice: exchangePrice, view, policy, within: window, now: now)
    if now >= end, firstLateAction == nil { firstLateAction = action }
    let dies = Int.random(in: 0..<12, using: &generator) == 0
    switch action {
    case .wait: return
    case .follow(let price):
      order = order.priced(price, at: now, chases: order.chases + 1)
      if !dies, price != exchangePrice { send(.amend(price), &generator) }
    case .restate(let price): if !dies { send(.amend(price), &generator) }
    case .withdraw(let withdrawal):
      order = order.withdrawn(withdrawal)
      if !dies { send(.cancel, &generator) }
    case .cancel: if !dies { send(.cancel, &generator) }
    }
  }

  /// Whether the answer is lost makes no difference to the executor, which reads the order again.
  private mutating func send(_ request: Request, _ generator: inout some RandomNumberGenerator) {
    requests.append((request, now))
    switch now > window.end + .seconds(60) ? 0 : Int.random(in: 0..<4, using: &generator) {
    case 0, 1: underway.append((request, now))
    // Not later than the exchange accepts a signature.
    case 2: underway.append((request, now + .milliseconds(Int.random(in: 1...2000, using: &generator))))
    default: break
    }
  }

  private mutating func arrive(_ request: Request) throws {
    guard isOpen else { return }
    switch request {
    case .amend(let price):
      exchangePrice = price
      try tell(parts > 0 ? "PartiallyFilled" : "New")
    case .cancel:
      isOpen = false
      try tell("Cancelled")
    }
  }

  private mutating func tell(_ status: String) throws {
    messages.append(.order(try TradeTale.entry(status, proposal.side, filled: "0.0\(parts)", at: now.milliseconds)))
  }

  private func format1(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension OrderIntent {
  func priced(_ limit: Price, at moment: Timestamp, chases: Int) -> OrderIntent { changed(limit, moment, chases, withdrawal) }
  func withdrawn(_ withdrawal: Withdrawal) -> OrderIntent { changed(limitPrice, pricedAt, chases, withdrawal) }

  private func changed(_ limit: Price?, _ moment: Timestamp?, _ chases: Int, _ withdrawal: Withdrawal?) -> OrderIntent {
    OrderIntent(
      orderID: orderID, tradeID: tradeID, linkID: linkID, purpose: purpose, symbol: symbol, side: side, quantity: quantity, state: state,
      exchangeOrderID: exchangeOrderID, sentAt: sentAt, acknowledgedAt: acknowledgedAt, lookups: lookups, limitPrice: limit,
      pricedAt: moment, chases: chases, withdrawal: withdrawal, protectedAt: protectedAt)
  }
}
