import Bybit
import Exchange
import Messages
import Model
import Testing

@testable import Executor

@Suite struct EntryActionTests {
  private let enterBy = Timestamp(milliseconds: 1_700_000_060_000)
  private var before: Timestamp { enterBy - .nanoseconds(1) }
  private var window: TimeWindow { TimeWindow(start: enterBy - .seconds(60), end: enterBy) }

  @Test("Before the cycle's end each state has its step, and only an order that never left may be sent")
  func beforeTheEnd() throws {
    #expect(EntryAction.next(order: nil, within: window, now: before) == .authorize)
    #expect(EntryAction.next(order: try Fixture.intent(.intended), within: window, now: before) == .send)
    #expect(EntryAction.next(order: try Fixture.intent(.sending), within: window, now: before) == .lookUp)
    #expect(EntryAction.next(order: try Fixture.intent(.acknowledged), within: window, now: before) == .follow)
  }

  @Test("From the cycle's end on nothing is authorized or sent, but what may be at the exchange is still followed")
  func afterTheEnd() throws {
    for late in [enterBy, enterBy + .seconds(3600)] {
      for order in [nil, try Fixture.intent(.intended)] {
        guard case .fail("expired", _) = EntryAction.next(order: order, within: window, now: late) else {
          Issue.record("an entry at \(late) did not expire")
          continue
        }
      }
      #expect(EntryAction.next(order: try Fixture.intent(.sending), within: window, now: late) == .lookUp)
      #expect(EntryAction.next(order: try Fixture.intent(.acknowledged), within: window, now: late) == .follow)
    }
  }

  @Test("After the clock was set back to before the cycle nothing is authorized or sent, but what may be at the exchange is followed")
  func setBack() throws {
    let (cycle, earlier) = (window.start, window.start - .seconds(3))
    for order in [nil, try Fixture.intent(.intended)] {
      #expect(
        EntryAction.next(order: order, within: window, now: earlier)
          == .fail(reason: "expired", message: "the clock was set back to \(earlier)"))
    }
    #expect(EntryAction.next(order: try Fixture.intent(.sending), within: window, now: earlier) == .lookUp)
    #expect(EntryAction.next(order: try Fixture.intent(.acknowledged), within: window, now: earlier) == .follow)
    // Two machines' clocks differ by that much.
    #expect(EntryAction.next(order: nil, within: window, now: cycle - .seconds(2)) == .authorize)
  }

  @Test("No time and no state sends an order that is not intended", arguments: OrderState.allCases)
  func sendsOnlyIntended(_ state: OrderState) throws {
    for now in [before, enterBy, enterBy + .seconds(1)] {
      let action = EntryAction.next(order: try Fixture.intent(state), within: window, now: now)
      #expect((action == .send) == (state == .intended && now < enterBy))
    }
  }

  @Test(
    "An order counts as never arrived after two lookups of which the last began when its last signature was too old, and 2 s more",
    arguments: [(0, 10_000, false), (1, 10_000, false), (2, 5_999, false), (2, 6_000, true), (5, 5_999, false), (3, 60_000, true)])
  func neverArrived(_ lookups: Int, _ milliseconds: Int, _ expected: Bool) throws {
    let sentAt = Timestamp(milliseconds: 1_700_000_000_000)
    let order = try Fixture.intent(.sending, sentAt: sentAt)
    #expect(EntryAction.neverArrived(order, lookups: lookups, askedAt: sentAt + .milliseconds(milliseconds)) == expected)
  }
}

@Suite struct OrderStateTests {
  @Test("Exactly seven steps are legal; final states are never left")
  func legalSteps() {
    let legal = Set(
      OrderState.allCases.flatMap { from in
        OrderState.allCases.filter { from.mayBecome($0) }.map { "\(from.rawValue)>\($0.rawValue)" }
      })
    #expect(
      legal == [
        "intended>sending", "intended>failed", "sending>acknowledged", "sending>intended", "sending>failed", "acknowledged>filled",
        "acknowledged>failed",
      ])
  }
}

@Suite struct SendOutcomeTests {
  @Test("A timeout, an unreadable answer and a repeated id are never a rejection")
  func kinds() {
    let later = Timestamp(milliseconds: 1)
    for kind: BybitError.Kind in [.rejected, .authentication, .notFound] { #expect(SendOutcome(kind) == .refused) }
    for kind: BybitError.Kind in [.notSent, .rateLimited(until: later), .ipBanned(until: later), .breakerOpen(until: later)] {
      #expect(SendOutcome(kind) == .notSent)
    }
    for kind: BybitError.Kind in [.outcomeUnknown, .duplicateLinkID, .malformedReply] { #expect(SendOutcome(kind) == .unknown) }
  }
}

@Suite struct LinkIDTests {
  @Test("An id has 36 characters: prefix, purpose, ordinal and the trade's compact id", arguments: OrderPurpose.allCases)
  func shape(_ purpose: OrderPurpose) throws {
    let trade = try #require(TradeID("6f9619ff-8b86-d011-b42d-00cf4fc964ff"))
    for (ordinal, digit) in Array("0123456789abcdefghijklmnopqrstuvwxyz").enumerated() {
      let id = try #require(LinkID.make(trade, purpose, ordinal: ordinal))
      #expect(id.description == "at\(purpose.rawValue)\(digit)6f9619ff8b86d011b42d00cf4fc964ff")
      #expect(id.description.count == 36)
      #expect(id.isOurs)
      #expect(LinkID.ordinal(of: id) == ordinal)
    }
    #expect(LinkID.make(trade, purpose, ordinal: -1) == nil)
  }

  @Test("Beyond one digit the ordinal has seven, and trade, purpose and ordinal can still be read", arguments: OrderPurpose.allCases)
  func longForm(_ purpose: OrderPurpose) throws {
    let last = 78_364_164_095  // 36^7 - 1
    for text in ["6f9619ff-8b86-d011-b42d-00cf4fc964ff", "00000000-0000-4000-8000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"] {
      let trade = try #require(TradeID(text))
      for ordinal in [36, 37, 1295, 1296, last] {
        let id = try #require(LinkID.make(trade, purpose, ordinal: ordinal))
        #expect(id.description.count == 36 && id.isOurs && id.description.hasPrefix("at\(purpose.rawValue)_"))
        #expect(LinkID.trade(of: id) == trade && LinkID.purpose(of: id) == purpose && LinkID.ordinal(of: id) == ordinal)
      }
      #expect(LinkID.make(trade, purpose, ordinal: last + 1) == nil)
    }
  }

  @Test("Ids differ in purpose, ordinal and trade, and foreign ids are not ours")
  func distinct() throws {
    let ids = [TradeID.random(), .random()].flatMap { trade in
      OrderPurpose.allCases.flatMap { purpose in (0...9).compactMap { LinkID.make(trade, purpose, ordinal: $0) } }
    }
    #expect(Set(ids).count == 2 * 3 * 10)
    for foreign in ["bot-1", "at-e0", "web6f9619ff8b86d011b42d00cf4fc964ff0"] {
      let id = try #require(OrderLinkID(foreign))
      #expect(!id.isOurs)
      #expect(LinkID.ordinal(of: id) == nil)
    }
  }
}

@Suite struct ClosedTradeTests {
  @Test("A long's profit is exit minus entry minus all fees, to the eighth digit")
  func long() throws {
    // 0.01 × 60006.1 = 600.061, fee 0.33003355; 0.01 × 60993.8 = 609.938, fee 0.3354659.
    let closed = try #require(
      ClosedTrade(
        side: .buy, quantity: try Fixture.value("0.01"), entries: [try Fixture.execution(.buy, "60006.1", "0.01", fee: "0.33003355")],
        exits: [try Fixture.execution(.sell, "60993.8", "0.01", fee: "0.3354659", closed: "0.01")]))
    #expect(closed.realizedPnL.description == "9.21150055")
    #expect(closed.fees.description == "0.66549945")
    #expect(closed.exitPrice.description == "60993.8")
  }

  @Test("A short earns when the price falls, over several exits and with a fee that is paid back")
  func short() throws {
    // Entry 3 × 100 = 300; exits 1 × 90.00000001 + 2 × 95.5 = 281.00000001; fees 0.3 + 0.1 − 0.05 = 0.35.
    let closed = try #require(
      ClosedTrade(
        side: .sell, quantity: try Fixture.value("3"), entries: [try Fixture.execution(.sell, "100", "3", fee: "0.3")],
        exits: [
          try Fixture.execution(.buy, "90.00000001", "1", fee: "0.1", closed: "1"),
          try Fixture.execution(.buy, "95.5", "2", fee: "-0.05", closed: "2"),
        ]))
    #expect(closed.realizedPnL.description == "18.64999999")
    #expect(closed.fees.description == "0.35")
    #expect(closed.exitPrice.description == "93.66666667")
    #expect(closed.quantity.description == "3")
  }

  @Test("While the exits do not cover the quantity, or without entries, a trade has no end")
  func uncovered() throws {
    let entry = try Fixture.execution(.buy, "100", "2", fee: "0")
    let exit = try Fixture.execution(.sell, "110", "1.99999999", fee: "0", closed: "1.99999999")
    #expect(ClosedTrade(side: .buy, quantity: try Fixture.value("2"), entries: [entry], exits: [exit]) == nil)
    #expect(ClosedTrade(side: .buy, quantity: try Fixture.value("2"), entries: [], exits: [exit, exit]) == nil)
    #expect(ClosedTrade(side: .buy, quantity: .zero, entries: [entry], exits: []) == nil)
  }

  @Test("Exits are closing fills of the other side since the entry; funding and older trades are none")
  func exits() throws {
    let list = [
      try Fixture.execution(.sell, "99", "1", fee: "0", closed: "1", at: 9),
      try Fixture.execution(.buy, "100", "1", fee: "0", at: 10),
      try Fixture.execution(.sell, "100", "1", fee: "0.01", closed: "0", at: 11, kind: .funding),
      try Fixture.execution(.sell, "101", "1", fee: "0", closed: "1", at: 12),
    ]
    #expect(ClosedTrade.exits(in: list, of: .buy, since: Timestamp(milliseconds: 10)).map(\.price.description) == ["101"])
  }

  @Test("For any fills, a long and its mirror image lose their fees together", arguments: 1...50)
  func mirror(_ number: Int) throws {
    let (entry, exit) = ("\(1000 + number * 7).\(number)", "\(1000 + (number * 31) % 400).0\(number)")
    func closed(_ side: Side) throws -> ClosedTrade {
      try #require(
        ClosedTrade(
          side: side, quantity: try Fixture.value("0.3"), entries: [try Fixture.execution(side, entry, "0.3", fee: "0.125")],
          exits: [try Fixture.execution(side.opposite, exit, "0.3", fee: "0.25", closed: "0.3")]))
    }
    #expect((try closed(.buy).realizedPnL + closed(.sell).realizedPnL).description == "-0.75")
  }
}
