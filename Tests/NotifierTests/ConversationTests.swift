import Messages
import Model
import TestKit
import Testing

@testable import Notifier

/// Whole conversations about a proposal, as people have them on their phones.
@Suite struct ConversationTests {
  private static let words = [
    "LONG BTCUSDT", "Size 1 = 100.00 USDT", "Stop 95 (-5 %)", "Target 110 (+10 %)", "Risk 5.00 USDT", "R:R 2", "Confidence 0.8",
  ]

  @Test func `a proposal is shown to every approver, and one tap approves it for all`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let proposal = try Fixture.proposal()
    try await bot.propose(proposal)
    try await bot.send(Known.withChart(proposal))
    for person in [BotRoom.ann, BotRoom.bob] {
      let message = try bot.latest(person)
      for part in Self.words + ["(0.01 % of equity)", "breakout: it rises", "none, no model", "14 of 22 closed trades"] {
        #expect(message.words.contains(part), "\(part) is missing in \(message.words)")
      }
      #expect(bot.server.picture(message) == Known.drawn)
      #expect(message.buttons.map(\.text) == ["✅ Approve", "❌ Reject"])
    }
    try bot.server.tap("Approve", on: try bot.latest(), by: BotRoom.ann)
    try await bot.hear()
    let confirmed = try await published(TradeConfirmed.self, bot.database)
    #expect(confirmed.map(\.decidedBy) == ["ann"] && confirmed.first?.channel == .telegram)
    #expect(bot.server.toasts == ["Approved. The order follows."])
    for person in [BotRoom.ann, BotRoom.bob] {
      let message = try bot.latest(person)
      #expect(message.words.contains("Approved by ann (telegram)") && message.words.contains("Stop 95"))
      #expect(message.buttons.isEmpty)
      #expect(bot.server.messages(in: person).count == 1)
    }
    #expect(bot.server.unconfirmed.count == 1)
    _ = try await bot.poller().step()
    #expect(bot.server.unconfirmed.isEmpty)
  }

  @Test func `when the levels cannot be drawn the analysed chart goes along, with the levels of the proposal asked for`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let proposal = try Fixture.proposal()
    var colleagues = Known.withChart(proposal)
    colleagues.answers["get-trade-chart"] = GetTradeChart.Reply()
    try await bot.propose(proposal)
    try await bot.send(colleagues)
    #expect(bot.server.picture(try bot.latest()) == Known.png)
    let asked = try #require(colleagues.asked.all.compactMap { $0 as? GetTradeChart }.first)
    // The cycle began one timeframe before its end.
    #expect(
      asked
        == GetTradeChart(
          symbol: proposal.symbol, timeframe: .oneMinute, closedBy: Fixture.start, entryPrice: try Fixture.price("100"),
          stopLoss: try Fixture.price("95"), takeProfit: try Fixture.price("110")))
  }

  @Test func `a rejection ends the proposal`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    try bot.server.tap("Reject", on: try bot.latest(BotRoom.bob), by: BotRoom.bob)
    try await bot.hear()
    #expect(try await published(TradeRejected.self, bot.database).map(\.decidedBy) == ["bob"])
    #expect(try bot.latest().words.contains("Rejected by bob (telegram)"))
    #expect(bot.server.toasts == ["Rejected."])
  }

  @Test func `a proposal that nobody decides on expires, in the message too, and its buttons are stale`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let proposal = try Fixture.proposal()
    try await bot.propose(proposal)
    try await bot.send()
    let old = try bot.latest()
    let data = try #require(old.buttons.first?.callbackData)
    bot.clock.set(proposal.approveBy)
    #expect(try await bot.room.clockWorker().step() == .worked)
    try await bot.send()
    #expect(try bot.latest().words.contains("Expired") && bot.latest().buttons.isEmpty)
    try bot.server.tap(data: data, on: old.messageId, by: BotRoom.ann)
    try await bot.hear()
    #expect(bot.server.toasts == ["Already expired."])
    #expect(try await topics(bot.database) == ["trade.expired"])
  }

  @Test func `an approval at a price that has left the entry is a rejection that says so`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    try bot.server.tap("Approve", on: try bot.latest(), by: BotRoom.ann)
    try await bot.hear(try bot.buttons(KnownPrices(price: "103")))
    #expect(try await topics(bot.database) == ["trade.rejected"])
    #expect(try bot.latest().words.contains("ATR"))
    #expect(bot.server.toasts.first?.hasPrefix("Not traded:") == true)
  }

  @Test func `while the price cannot be read or trading is stopped nothing is decided, and the same button works later`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    for desk in [try bot.buttons(KnownPrices(unreadable: ["BTCUSDT"])), try bot.buttons(slots: KnownSlots(stop: "paused by bob"))] {
      try bot.server.tap("Approve", on: try bot.latest(), by: BotRoom.ann)
      try await bot.hear(desk)
    }
    #expect(
      bot.server.toasts.allSatisfy { $0.hasPrefix("Nothing is decided") } && bot.server.toasts.last?.contains("paused by bob") == true)
    #expect(try await topics(bot.database).isEmpty)
    try bot.server.tap("Approve", on: try bot.latest(), by: BotRoom.ann)
    try await bot.hear()
    #expect(try await topics(bot.database) == ["trade.confirmed"])
  }

  @Test(arguments: 1...3)
  func `of two approvers at once one decides, and the other hears who`(_ round: Int) async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    try bot.server.tap("Approve", on: try bot.latest(BotRoom.ann), by: BotRoom.ann)
    try bot.server.tap("Reject", on: try bot.latest(BotRoom.bob), by: BotRoom.bob)
    // As two replicas would: each tap on a connection of its own, at the same time.
    let updates = try await bot.client.getUpdates(from: 0, wait: 0)
    #expect(updates.count == 2)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for update in updates {
        group.addTask {
          let connection = try bot.room.test.connect(.notifier, time: bot.clock.source)
          _ = await bot.desk(try bot.buttons(on: connection), on: connection).handle(update)
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    #expect(try await topics(bot.database).count == 1)
    try await bot.send()
    let ends = [BotRoom.ann, BotRoom.bob].map { bot.server.messages(in: $0).last?.words.split(separator: "\n").last }
    #expect(ends[0] == ends[1])
    #expect(bot.server.toasts.filter { $0.hasPrefix("Already") }.count == 1)
  }

  @Test func `a stranger is noted and gets nothing: no answer, no decision, no number in the log`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    let question = try bot.latest()
    try bot.server.say("/halt", from: BotRoom.stranger)
    try bot.server.tap("Approve", on: question, by: BotRoom.stranger)
    try bot.server.say("/status", from: BotRoom.stranger)
    try await bot.hear()
    #expect(bot.server.messages(in: BotRoom.stranger).isEmpty && bot.server.toasts.isEmpty)
    #expect(try await topics(bot.database).isEmpty)
    let row = try await bot.database.transaction { try $0.execute("SELECT user_id, messages FROM strangers") }.first
    #expect(try row?.read("user_id", as: Int64.self) == BotRoom.stranger && row?.read("messages", as: Int.self) == 3)
    #expect(bot.logs.text.contains("not on the allow-list"))
    for number in [BotRoom.ann, BotRoom.bob, BotRoom.stranger] where number > 1000 { #expect(!bot.logs.text.contains("\(number)")) }
    #expect(try bot.latest().buttons.count == 2)
  }

  @Test func `a double tap decides once`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    let question = try bot.latest()
    for _ in 0..<3 { try bot.server.tap("Approve", on: question, by: BotRoom.ann) }
    try await bot.hear()
    #expect(try await topics(bot.database) == ["trade.confirmed"])
    #expect(bot.server.toasts == ["Approved. The order follows.", "Already confirmed by ann.", "Already confirmed by ann."])
  }

  @Test func `invented, foreign and malformed buttons do nothing`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    let annsData = try #require(try bot.latest(BotRoom.ann).buttons.first?.callbackData)
    let bobs = try bot.latest(BotRoom.bob)
    let token = try #require(ButtonTap(annsData)).token
    for data in [
      annsData, "a:0123456789abcdef0123456789abcdef", "a:", "x:\(token)", "a:\(token)0", "y:\(token)", "'; DROP TABLE buttons; --",
    ] {
      try bot.server.tap(data: data, on: bobs.messageId, by: BotRoom.bob)
    }
    try await bot.hear()
    #expect(bot.server.toasts == Array(repeating: "This button is not valid any more.", count: 7))
    #expect(try await topics(bot.database).isEmpty)
  }

  @Test func `a tap while the notifier was down counts after the restart, once`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    try bot.server.tap("Approve", on: try bot.latest(), by: BotRoom.ann)
    // A process that dies after the decision and before the update's number is stored.
    let first = try bot.room.test.connect(.notifier, time: bot.clock.source)
    let update = try #require(try await bot.client.getUpdates(from: 0, wait: 0).first)
    _ = await bot.desk(try bot.buttons(on: first), on: first).handle(update)
    await first.close()
    // The next one gets the same update again.
    let second = try bot.room.test.connect(.notifier, time: bot.clock.source)
    _ = try await bot.poller(try bot.buttons(on: second), on: second).step()
    while try await bot.sender(on: second).step() == .worked {}
    await second.close()
    #expect(try await topics(bot.database) == ["trade.confirmed"])
    #expect(try bot.latest().words.contains("Approved by ann"))
    // A third start has nothing left to hear.
    _ = try await bot.poller().step()
    #expect(bot.server.unconfirmed.isEmpty)
  }

  @Test func `a large approval needs a second tap of the same person in time`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    let desk = try bot.buttons(limit: "99.99")
    func tap(_ label: String, _ person: Int64 = BotRoom.ann) async throws {
      try bot.server.tap(label, on: try bot.latest(BotRoom.ann), by: person)
      try await bot.hear(desk)
    }
    try await tap("Approve")
    #expect(try bot.latest().buttons.map(\.text) == ["‼️ Yes, 100.00 USDT", "↩️ Back"])
    try await tap("Back")
    #expect(try bot.latest().buttons.map(\.text) == ["✅ Approve", "❌ Reject"])
    try await tap("Approve")
    bot.clock.advance(by: .seconds(31))
    try await tap("Yes")
    #expect(bot.server.toasts.last == "That took too long: decide once more.")
    #expect(try await topics(bot.database).isEmpty)
    try await tap("Approve")
    try await tap("Yes")
    #expect(try await topics(bot.database) == ["trade.confirmed"])
    #expect(try bot.latest().buttons.isEmpty)
  }

  @Test func `a decision at the command line is written into the message`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let proposal = try Fixture.proposal()
    try await bot.propose(proposal)
    try await bot.send()
    let request = DecideProposal(proposalID: proposal.proposalID, approve: true, channel: .cli, decidedBy: "carol")
    #expect(try await DecideProposalHandler(desk: bot.room.desk()).answer(request).accepted)
    try await bot.send()
    #expect(try bot.latest().words.contains("Approved by carol (cli)") && bot.latest().buttons.isEmpty)
  }
}
