import Messages
import Model
import TestKit
import Testing

@testable import Notifier

/// Messages that wait, fail and grow old.
@Suite struct DeliveryTests {
  private func resumed(_ person: String) -> TradingResumed { TradingResumed(decidedBy: person) }

  private func tell(_ bot: BotRoom, _ people: String...) async throws {
    for person in people {
      try await deliver(
        resumed(person), to: NoticeHandler<TradingResumed>(.tradingResumed, bot.queue) { NoticeText.html($0) }, bot.database)
    }
  }

  @Test func `during an outage messages wait and arrive in order afterwards, each once`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.server.fail("sendMessage", .refused, .refused, .status(502, "Bad Gateway"), .refused)
    try await tell(bot, "one", "two", "three")
    try await bot.send()
    #expect(bot.server.messages(in: BotRoom.ann).isEmpty)
    for _ in 0..<6 {
      bot.clock.advance(by: .seconds(31))
      try await bot.send()
    }
    let words = bot.server.messages(in: BotRoom.ann).map(\.words)
    #expect(words == ["one", "two", "three"].map { "▶️ Trading goes on, by \($0)" })
    #expect(bot.server.messages(in: BotRoom.bob).map(\.words) == words)
    #expect(!bot.logs.text.contains(bot.server.token))
  }

  @Test func `what is too old when Telegram comes back is dropped with a reason`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.server.fail("sendMessage", .refused, .refused)
    try await bot.propose(try Fixture.proposal())
    try await tell(bot, "one")
    try await bot.send()
    bot.clock.advance(by: .seconds(49))
    try await bot.send()
    #expect(try await bot.deliveries().map(\.state) == ["dropped", "sent"])
    #expect(try await bot.deliveries().first?.reason == "older than it is of use")
    bot.clock.advance(by: .seconds(25 * 3600))
    try await tell(bot)
    #expect(bot.server.messages(in: BotRoom.ann).count == 1)
  }

  @Test func `events of long ago, as a first start replays them, are not told`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.database.transaction { transaction in
      try bot.queue.add(
        .tradingResumed, "old", cause: "event/1", occurredAt: transaction.now - .seconds(24 * 3600), transaction)
      try bot.queue.add(.tradingResumed, "new", cause: "event/2", occurredAt: transaction.now - .seconds(60), transaction)
      try bot.queue.add(.tradingResumed, "new", cause: "event/2", occurredAt: transaction.now - .seconds(60), transaction)
    }
    try await bot.send()
    #expect(bot.server.messages(in: BotRoom.ann).map(\.words) == ["new"])
  }

  @Test func `too many requests are waited for as long as the server says`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.server.fail("sendMessage", .tooManyRequests(seconds: 7))
    try await bot.database.transaction { transaction in
      try DeliveryStorage(transaction: transaction).add(.notice, cause: "x", to: BotRoom.ann, "hello", usefulFor: .seconds(60))
    }
    let sender = bot.sender()
    #expect(try await sender.step() == .worked)
    #expect(try await sender.step() == .idle(until: Fixture.start + .milliseconds(7500)))
    bot.clock.advance(by: .milliseconds(7499))
    #expect(try await sender.step() == .idle(until: Fixture.start + .milliseconds(7500)))
    bot.clock.advance(by: .milliseconds(1))
    #expect(try await sender.step() == .worked)
    #expect(bot.server.messages(in: BotRoom.ann).count == 1)
  }

  @Test func `a text whose markup is refused goes without it; who has blocked the bot holds up nobody`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.server.block(BotRoom.bob)
    try await bot.database.transaction { transaction in
      for chat in [BotRoom.bob, BotRoom.ann] {
        try DeliveryStorage(transaction: transaction).add(.notice, cause: "x", to: chat, "<x>1 &lt; 2</x>", usefulFor: .seconds(60))
      }
    }
    try await bot.send()
    #expect(try bot.latest().words == "1 < 2")
    let bobs = try await bot.deliveries(BotRoom.bob)
    #expect(bobs.map(\.state) == ["dropped"])
    #expect(bobs.first?.reason?.contains("forbidden") == true || bobs.first?.reason?.contains("badRequest") == true)
  }

  @Test func `without chart and analyst a proposal goes as text, with its buttons`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    #expect(try bot.latest().photo == nil && bot.latest().buttons.count == 2 && bot.latest().words.contains("Stop 95"))
  }

  @Test func `a lost reply leads to the same question twice, and still to one decision`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.server.fail("sendMessage", .lostReply)
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    bot.clock.advance(by: .seconds(2))
    try await bot.send()
    let twice = bot.server.messages(in: BotRoom.ann)
    #expect(twice.count == 2 && twice[0].buttons.first?.callbackData == twice[1].buttons.first?.callbackData)
    try bot.server.tap("Approve", on: twice[0], by: BotRoom.ann)
    try bot.server.tap("Reject", on: twice[1], by: BotRoom.ann)
    try await bot.hear()
    #expect(try await topics(bot.database) == ["trade.confirmed"])
  }

  @Test func `a proposal that was decided before it could be shown is not shown`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let proposal = try Fixture.proposal()
    try await bot.propose(proposal)
    _ = try await bot.room.desk().decide(
      DecideProposal(proposalID: proposal.proposalID, approve: false, channel: .web, decidedBy: "carol"))
    try await bot.send()
    #expect(bot.server.messages(in: BotRoom.ann).isEmpty)
    #expect(try await bot.deliveries().map(\.state) == ["dropped", "dropped"])
  }

  @Test func `a halt is told, withdraws the proposal and is written into its message`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    try await deliver(
      TradingHalted(level: .halted, reason: "dailyLoss", message: "too much was lost", flatten: false, decidedBy: "risk-manager"),
      to: TradingHaltedHandler(queue: bot.queue), bot.database)
    try await bot.send()
    let messages = bot.server.messages(in: BotRoom.ann)
    #expect(messages.first?.words.contains("Rejected by risk-manager (halt): too much was lost") == true)
    #expect(messages.last?.words.contains("Trading is halted") == true)
  }

  @Test func `a second program with the same token makes the poller step back, also after a restart`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.server.fail(
      "getUpdates", .status(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"))
    try bot.server.say("/version", from: BotRoom.ann)
    #expect(try await bot.poller().step() == .worked)
    let calls = bot.server.calls("getUpdates")
    #expect(try await bot.poller().step() == .idle(until: Fixture.start + .seconds(30)))
    #expect(bot.server.calls("getUpdates") == calls)
    bot.clock.advance(by: .seconds(30))
    try await bot.hear()
    #expect(try bot.latest().words.contains("autotrader"))
    #expect(bot.logs.text.contains("other getUpdates") && bot.logs.text.contains("heard again"))
  }

  @Test func `an update that comes again after it was confirmed is answered once`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try bot.server.say("/version", from: BotRoom.ann)
    let update = try #require(try await bot.client.getUpdates(from: 0, wait: 0).first)
    try await bot.hear()
    let answer = await bot.desk(try bot.buttons()).handle(update)
    #expect(answer != nil)
    let isNew = try await bot.database.transaction { try TelegramStateStorage(transaction: $0).confirm(update.id) }
    #expect(!isNew)
    #expect(bot.server.messages(in: BotRoom.ann).count == 1)
  }
}
