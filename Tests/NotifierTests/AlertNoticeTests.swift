import Database
import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Notifier

/// What needs a person reaches the phone: once, within a bound, and as loudly as people want it.
@Suite struct AlertNoticeTests {
  private func raise(_ alert: ServiceAlert, by service: ServiceName, id: EventID = .random(), _ bot: BotRoom) async throws {
    let handlers = ServiceAlertHandler.ofAll(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, bot.queue)
    let topic = Topic(service, ServiceAlert.event)
    let handler = try #require(zip(ServiceName.pipeline, handlers).first { $0.0 == service }?.1)
    try await bot.database.transaction { transaction in
      let envelope = Envelope(
        id: id, topic: topic, version: ServiceAlert.version, occurredAt: transaction.now, number: 1, correlationID: .random(),
        causationID: nil, actBefore: nil)
      _ = try handler.handle(EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(alert)), transaction)
    }
  }

  private func deadLetter(_ message: String = "executor cannot handle risk-manager.trading.halted 7: <why> & how") -> ServiceAlert {
    ServiceAlert(code: .deadLetter, producer: .riskManager, eventID: .random(), message: message)
  }

  @Test(
    "A dead letter of any service, the notifier's own too, is told to everybody with what to do",
    arguments: [ServiceName.executor, .notifier])
  func told(_ service: ServiceName) async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try await raise(deadLetter(), by: service, bot)
    try await bot.send()
    for person in [BotRoom.ann, BotRoom.bob] {
      let words = try bot.latest(person).words
      #expect(words.hasPrefix("🛠 \(service.rawValue) needs a person\nexecutor cannot handle risk-manager.trading.halted 7: <why> & how"))
      #expect(words.contains("bus-tap dead retry"))
      #expect(bot.server.messages(in: person).count == 1)
    }
  }

  @Test(
    "Each kind of alert says what to do",
    arguments: [
      (ServiceAlert.Code.deadLetter, "bus-tap dead list"), (.truncatedReplay, "compares itself"), (.producerSetBack, "autotrader doctor"),
      (.workerFails, "autotrader logs executor"), (.closingFails, "Look at the position"),
    ])
  func advice(_ code: ServiceAlert.Code, _ words: String) {
    let alert = ServiceAlert(code: code, producer: .executor, eventID: nil, message: "what happened")
    let notice = NoticeText.html(alert, of: .executor)
    #expect(notice.contains("what happened") && notice.contains(words))
  }

  @Test("Silent and off are respected; what protects the account cannot be turned off")
  func levels() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try bot.server.say("/settings service.alert silent", from: BotRoom.ann)
    try await bot.hear()
    try await raise(deadLetter(), by: .executor, bot)
    try await bot.send()
    #expect(bot.server.isSilent(try bot.latest()))
    try bot.server.say("/settings service.alert off", from: BotRoom.ann)
    try bot.server.say("/settings trade.unprotected off", from: BotRoom.ann)
    try await bot.hear()
    #expect(try bot.latest().words == "trade.unprotected protects the account: it can be silent, not off.")
    let before = bot.server.messages(in: BotRoom.ann).count
    try await raise(deadLetter(), by: .executor, bot)
    try await bot.send()
    #expect(bot.server.messages(in: BotRoom.ann).count == before)
    // It is recorded all the same.
    let recorded = try await bot.database.transaction { try $0.execute("SELECT event_id FROM alerts").count }
    #expect(recorded == 2)
  }

  @Test("A position without a stop has a notice of its own kind")
  func unprotected() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let handler = try #require(bot.queue.handlers.compactMap { $0 as? NoticeHandler<TradeUnprotected> }.first)
    #expect(handler.kind == .tradeUnprotected)
    let event = TradeUnprotected(
      tradeID: .random(), cycleID: .random(), symbol: try #require(Symbol("BTCUSDT")), milliseconds: 1250, outcome: .restored)
    try await deliver(event, to: handler, bot.database)
    try await bot.send()
    #expect(try bot.latest().words.hasPrefix("🚨 BTCUSDT was without a stop for 1.25 s"))
  }

  @Test("What reconciliation finds is told in words")
  func reconciliation() async throws {
    let symbol = try #require(Symbol("ETHUSDT"))
    let text = NoticeText.html(PositionAlert(symbol: symbol, code: .unknownPosition, message: "Buy 3 at 2000 <x>"))
    #expect(text == "🚨 <b>ETHUSDT: a position that is not ours; it is not touched</b>\nBuy 3 at 2000 &lt;x&gt;")
  }

  @Test("A storm of alerts ends in one sentence, a proposal still gets through, and later alerts are told again")
  func storm() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    for number in 0..<(NoticeQueue.most + 40) { try await raise(deadLetter("letter \(number)"), by: .executor, bot) }
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    let words = bot.server.messages(in: BotRoom.ann).map(\.words)
    #expect(words.filter { $0.contains("letter ") }.count == NoticeQueue.most)
    #expect(words.filter { $0.contains("Too many of service.alert") }.count == 1)
    #expect(words.count == NoticeQueue.most + 2 && words.last?.contains("LONG BTCUSDT") == true)
    bot.clock.advance(by: NoticeQueue.window + .seconds(1))
    try await raise(deadLetter("a later one"), by: .executor, bot)
    try await bot.send()
    #expect(try bot.latest().words.contains("a later one"))
  }

  @Test("Old messages, their buttons, alerts and strangers are deleted; decisions and what waits stay")
  func retention() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try bot.server.say("hello", from: BotRoom.stranger)
    try await bot.hear()
    try await bot.propose(try Fixture.proposal())
    try await raise(deadLetter(), by: .executor, bot)
    try await bot.send()
    bot.clock.advance(by: .seconds(86_400 * 29))
    try await raise(deadLetter("new"), by: .executor, bot)
    bot.clock.advance(by: .seconds(86_400 + 60))
    func count(_ table: String) async throws -> Int {
      try await bot.database.transaction { try $0.execute("SELECT count(*) AS n FROM \(table)").first?.read("n") ?? -1 }
    }
    #expect(try await count("deliveries") == 6)
    let now = bot.clock.now
    let isMore = try await bot.database.transaction {
      try NoticeRetention(transaction: $0).prune(before: now - .seconds(86_400 * 30))
    }
    #expect(!isMore)
    // The new alert still waits for each of the two chats.
    #expect(try await count("deliveries") == 2)
    #expect(try await count("buttons") == 0)
    #expect(try await count("alerts") == 1)
    #expect(try await count("strangers") == 0)
    #expect(try await count("approvals") == 1)
  }
}
