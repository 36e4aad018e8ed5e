import Bybit
import Messages
import Model
import Testing

@testable import Executor

@Suite struct TradeLifeTests {
  @Test("10,000 random orders of shuffled, doubled and lost messages, then a read by REST: always the state that the story has")
  func shuffled() throws {
    var generator = SeededGenerator(seed: 5)
    var ends: [ExitState: Int] = [:]
    for number in 0..<10_000 {
      let story = try TradeTale(&generator)
      var life = story.life
      var before = life.entryState
      var messages = story.messages.flatMap { message -> [TradeLife.Fact] in
        switch Int.random(in: 0..<10, using: &generator) {
        case 0, 1: []
        case 2, 3: [message, message]
        default: [message]
        }
      }
      messages.shuffle(using: &generator)
      for message in messages {
        try life.apply(message)
        let after = life.entryState
        try #require(before.mayBecome(after), "story \(number): \(before) became \(after)")
        before = after
      }
      for fact in story.restRead.shuffled(using: &generator) { try life.apply(fact) }
      try #require(life.entryState == story.entryState, "story \(number)")
      try #require(life.exitState == story.exitState, "story \(number)")
      try #require(life.status == story.status, "story \(number)")
      try #require(life.filled == story.filled, "story \(number)")
      ends[life.exitState, default: 0] += 1
      // Whatever comes late changes nothing.
      for message in story.messages.shuffled(using: &generator) { try life.apply(message) }
      try #require(life.exitState == story.exitState, "story \(number)")
    }
    for end in ExitState.allCases where end != .entryFilled { #expect(ends[end, default: 0] > 100, "\(end) was tried too seldom") }
  }

  @Test("A final order is never left, and the contradiction is reported")
  func finalIsFinal() throws {
    var life = try TradeTale.buy()
    try life.apply(.order(TradeTale.entry("Cancelled", filled: "0", at: 5)))
    #expect(life.entryState == .cancelled)
    try life.apply(.order(TradeTale.entry("New", filled: "0", at: 4)))
    #expect(life.entryState == .cancelled)
    #expect(throws: TradeLife.Refusal.self) { try life.apply(.order(TradeTale.entry("Filled", filled: "0.04", at: 6))) }
    #expect(throws: TradeLife.Refusal.self) { try life.apply(.order(TradeTale.entry("New", filled: "0", at: 7))) }
    #expect(throws: TradeLife.Refusal.self) {
      try life.apply(.execution(TradeTale.fill("late", .buy, "0.01", order: "entry", link: TradeTale.link, at: 8)))
    }
    #expect(life.entryState == .cancelled && life.status == .cancelled)
  }

  @Test("More fills than were ordered are refused and reported")
  func overfilled() throws {
    var life = try TradeTale.buy()
    try life.apply(.execution(TradeTale.fill("a", .buy, "0.04", order: "entry", link: TradeTale.link, at: 1)))
    #expect(throws: TradeLife.Refusal.self) {
      try life.apply(.execution(TradeTale.fill("b", .buy, "0.01", order: "entry", link: TradeTale.link, at: 2)))
    }
    #expect(life.entryState == .filled)
  }

  @Test(
    "Each state of the entry may only become what follows it",
    arguments: [
      (EntryState.filled, EntryState.pending), (.closed, .filled), (.cancelled, .filled), (.rejected, .pending),
      (.partiallyFilled, .cancelled),
      (.partiallyFilled, .pending), (.filled, .rejected), (.closed, .cancelled),
    ])
  func illegal(_ from: EntryState, _ to: EntryState) { #expect(!from.mayBecome(to)) }

  @Test("A position counts as open only when its stop was read back")
  func mapping() throws {
    var life = try TradeTale.buy()
    #expect(life.status == .pending)
    try life.apply(.order(TradeTale.entry("PartiallyFilled", filled: "0.01", at: 1)))
    #expect(life.entryState == .partiallyFilled && life.status == .pending)
    try life.apply(.order(TradeTale.entry("Filled", filled: "0.04", at: 2)))
    #expect(life.exitState == .entryFilled && life.status == .pending)
    try life.apply(.protection(true))
    #expect(life.exitState == .waitingExit && life.status == .open)
    try life.apply(.execution(TradeTale.fill("x", .sell, "0.04", order: "liq", link: nil, at: 3, kind: .other("BustTrade"), closes: true)))
    #expect(life.exitState == .liquidated && life.closeReason == .liquidation && life.status == .closed)
  }
}
