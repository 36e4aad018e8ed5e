import Messages
import Model
import Telegram
import TestKit
import Testing

@testable import Notifier

@Suite struct BotCommandTests {
  @Test(
    arguments: [
      ("/status", .status), ("/STATUS@desk_bot", .status), ("  /trades 20 ", .trades(limit: 20)), ("/trades", .trades(limit: 10)),
      ("/profit", .profit(days: 30)), ("/profit 7", .profit(days: 7)), ("/halt", .halt(flatten: false)),
      ("/halt flatten", .halt(flatten: true)),
      ("/close all", .closeTrades(.init(text: "all"))), ("/close 0F3C7a52", .closeTrades(.init(text: "0f3c7a52"))),
      ("/why ab12", .why("ab12")),
      ("/settings", .settings), ("/settings trade.opened silent", .set(.tradeOpened, .silent)), ("/start 123456", .start),
    ] as [(String, BotCommand)])
  func `commands are read`(_ text: String, _ command: BotCommand) {
    #expect(BotCommand(text, botName: "desk_bot") == command)
  }

  @Test(arguments: ["hello", "", "status", "/status@other_bot", "/"])
  func `other text is no command`(_ text: String) { #expect(BotCommand(text, botName: "desk_bot") == nil) }

  @Test(
    arguments: [
      "/nothing", "/trades x", "/trades 0", "/trades 51", "/profit -1", "/close", "/close a b", "/why", "/halt now", "/settings x on",
      "/settings trade.opened loud", "/settings position.alert off", "/settings trade.unprotected off", "/settings trading.halted off",
    ])
  func `a command that cannot be carried out says how to write it`(_ text: String) {
    guard case .wrong(let hint) = BotCommand(text) else {
      Issue.record("\(text) was taken")
      return
    }
    #expect(hint.contains("/") || hint.contains("silent"))
  }

  @Test func `the menu names every command that can be written, within the app's limits`() {
    for entry in BotMenu.entries {
      let needsArgument = ["close": "all", "why": "abcd"][entry.command]
      let command = BotCommand("/\(entry.command) \(needsArgument ?? "")")
      if case .wrong = command { Issue.record("/\(entry.command) is in the menu and unknown") }
      #expect(command != nil && entry.description.count <= 256 && entry.command.count <= 32)
    }
  }
}

/// Commands as people write them, with the answers that they get.
@Suite struct CommandConversationTests {
  private func trade(_ id: String, _ symbol: String = "BTCUSDT", _ status: TradeStatus = .open, profit: String? = nil) throws -> Trade {
    Trade(
      tradeID: try #require(TradeID(id)), cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol(symbol)), side: .buy,
      status: status, quantity: try #require(Quantity("1")), realizedPnL: profit.flatMap { Money($0) }, createdAt: Fixture.start)
  }

  private static let first = "aaaa1111-0000-4000-8000-000000000001"
  private static let second = "bbbb2222-0000-4000-8000-000000000002"

  private func ask(_ text: String, _ colleagues: KnownColleagues = KnownColleagues()) async throws -> String {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try bot.server.say(text, from: BotRoom.ann)
    try await bot.hear(nil, colleagues)
    return bot.server.messages(in: BotRoom.ann).map(\.words).joined(separator: "\n---\n")
  }

  @Test(arguments: [
    "/positions", "/trades", "/balance", "/profit 7", "/daily", "/performance", "/pause", "/resume", "/halt", "/close all", "/cycle",
  ])
  func `a service that does not answer is a sentence in the answer`(_ text: String) async throws {
    #expect(try await ask(text).contains("did not answer"))
  }

  @Test func `status shows what is up although other things are down`() async throws {
    let up = KnownColleagues(answers: ["get-trading-state": GetTradingState.Reply(state: Known.state())])
    let text = try await ask("/status", up)
    #expect(text.contains("Trading: running") && text.contains("Today -1.2 %, halts at -5 %") && text.contains("Equity 50000.00"))
    #expect(text.contains("position-monitor did not answer") && text.contains("Waiting for a decision: 0"))
    let health = try await ask(
      "/health",
      KnownColleagues(answers: [
        "ping/executor": Ping.Reply(service: .executor, version: "1", startedAt: Fixture.start, lastNumber: 1)
      ]))
    #expect(health.contains("✅ executor 1") && health.contains("❌ analyzer: no answer") && health.contains("✅ notifier"))
  }

  @Test func `halt, pause and resume go to the risk manager in the person's name`() async throws {
    for (text, action) in [("/halt", TradingAction.halt), ("/pause", .pause), ("/resume", .resume)] {
      let state = Known.state(.halted)
      let colleagues = KnownColleagues(answers: ["set-trading-state": SetTradingState.Reply(accepted: true, message: "done", state: state)])
      #expect(try await ask(text, colleagues).contains("done"))
      let request = try #require(colleagues.asked.all.first as? SetTradingState)
      #expect(request.action == action && request.decidedBy == "ann" && !request.flatten)
    }
  }

  @Test func `a trade is closed by the beginning of its id, with the size that was seen`() async throws {
    let open = ListTrades.Reply(trades: [try trade(Self.first), try trade(Self.second, "ETHUSDT")])
    func colleagues() -> KnownColleagues {
      KnownColleagues(answers: ["list-trades": open, "close-trade": CloseTrade.Reply(accepted: true, message: "is being closed")])
    }
    let one = colleagues()
    #expect(try await ask("/close BBBB", one).contains("ETHUSDT: is being closed"))
    let requests = one.asked.all.compactMap { $0 as? CloseTrade }
    #expect(requests.map(\.tradeID.description) == [Self.second] && requests.first?.expectedQuantity?.description == "1")
    let all = colleagues()
    _ = try await ask("/close all", all)
    #expect(all.asked.all.compactMap { $0 as? CloseTrade }.count == 2)
    let none = colleagues()
    #expect(try await ask("/close cccc", none).contains("No open trade"))
    #expect(try await ask("/close b", none).contains("No open trade"))
    #expect(none.asked.all.compactMap { $0 as? CloseTrade }.isEmpty)
  }

  @Test func `close withdraws entries that have not ended too, and says so`() async throws {
    let waiting = ListTrades.Reply(trades: [try trade(Self.first, "BTCUSDT", .pending)])
    let reply = CloseTrade.Reply(accepted: true, message: "what rests of it is withdrawn")
    for text in ["/close all", "/close aaaa"] {
      let colleagues = KnownColleagues(answers: ["list-trades": waiting, "close-trade": reply])
      #expect(try await ask(text, colleagues) == "✅ BTCUSDT: what rests of it is withdrawn")
      let requests = colleagues.asked.all.compactMap { $0 as? CloseTrade }
      #expect(requests.map(\.tradeID.description) == [Self.first] && requests.first?.expectedQuantity == nil)
    }
    let empty = KnownColleagues(answers: ["list-trades": ListTrades.Reply(trades: [])])
    #expect(try await ask("/close all", empty) == "No trade is open, and no entry waits.")
    let silent = KnownColleagues(answers: ["list-trades": waiting])
    #expect(try await ask("/close all", silent).contains("may or may not be closing"))
  }

  @Test func `profit sums every page of the ledger by kind`() async throws {
    func entry(_ amount: String, _ kind: LedgerEntry.Kind) throws -> LedgerEntry {
      LedgerEntry(
        executionID: "e", kind: kind, amount: try #require(Money(amount)), tradeID: .random(), symbol: try #require(Symbol("BTCUSDT")),
        at: Fixture.start - .seconds(3600))
    }
    let ledger = ExportRows.Reply(ledger: [try entry("100", .tradePnL), try entry("-1.5", .fee), try entry("-0.25", .funding)])
    let text = try await ask("/profit 7", KnownColleagues(answers: ["export-rows": ledger]))
    #expect(text.contains("+98.25 USDT in 7 days") && text.contains("Trades +100.00, fees -1.50, funding -0.25"))
    let daily = try await ask("/daily", KnownColleagues(answers: ["export-rows": ledger]))
    #expect(daily.contains("2023-11-14  +98.25 USDT") && daily.contains("2023-11-08  0.00 USDT"))
  }

  @Test func `performance counts wins by symbol`() async throws {
    let trades = [
      try trade(Self.first, "BTCUSDT", .closed, profit: "10"), try trade(Self.second, "BTCUSDT", .closed, profit: "-4"),
      try trade(Self.first, "ETHUSDT", .closed, profit: "1"),
    ]
    let text = try await ask("/performance", KnownColleagues(answers: ["list-trades": ListTrades.Reply(trades: trades)]))
    #expect(text.contains("+7.00 USDT, 2 of 3 won (66.67 %)") && text.contains("BTCUSDT: +6.00 USDT, 1 of 2 won"))
  }

  @Test func `long answers come in pages`() async throws {
    let trades = try (0..<200).map { try trade("aaaa1111-0000-4000-8000-\(String(100_000_000_000 + $0))") }
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try bot.server.say("/trades 50", from: BotRoom.ann)
    try await bot.hear(nil, KnownColleagues(answers: ["list-trades": ListTrades.Reply(trades: trades)]))
    let pages = bot.server.messages(in: BotRoom.ann)
    #expect(pages.count > 1)
    #expect(pages.flatMap { $0.words.split(separator: "\n") }.count == 200)
  }

  @Test func `why tells the whole story of a proposal by the beginning of its id`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    let proposal = try Fixture.proposal()
    try await bot.propose(proposal)
    let verdict = Verdict(symbol: proposal.symbol, rule: "minimumConfidence", value: "0.8", limit: "0.6", passed: true)
    var colleagues = Known.withChart(proposal)
    colleagues.answers["get-verdicts"] = GetVerdicts.Reply(verdicts: [verdict])
    try bot.server.say("/why \(ShortID.of(proposal.proposalID))", from: BotRoom.ann)
    try await bot.hear(nil, colleagues)
    let text = bot.server.messages(in: BotRoom.ann).map(\.words).joined()
    for part in [
      "Long BTCUSDT", "14 of 22 closed trades at 0.8–0.9 won", "Cost: none, no model", "it rises & rises <fast>",
      "✓ minimumConfidence: 0.8, needs 0.6", "pending", "executor did not answer",
    ] {
      #expect(text.contains(part), "\(part) is missing in \(text)")
    }
  }

  @Test func `settings change how loudly something is told, from then on and after a restart`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    try bot.server.say("/settings trading.resumed silent", from: BotRoom.ann)
    try bot.server.say("/settings trade.proposed off", from: BotRoom.bob)
    try await bot.hear()
    let handler = NoticeHandler<TradingResumed>(.tradingResumed, bot.queue) { NoticeText.html($0) }
    try await deliver(TradingResumed(decidedBy: "x"), to: handler, bot.database)
    try await bot.propose(try Fixture.proposal())
    try await bot.send()
    #expect(bot.server.isSilent(try bot.latest()) && bot.server.messages(in: BotRoom.ann).count == 2)
    try bot.server.say("/settings", from: BotRoom.ann)
    try await bot.hear()
    #expect(try bot.latest().words.contains("trading.resumed: silent") && bot.latest().words.contains("trade.proposed: off"))
  }

  @Test func `a command that comes late is refused, a halt is carried out however late`() async throws {
    let bot = try await BotRoom()
    defer { bot.server.stop() }
    bot.clock.set(TimeSource.system.now)
    let state = Known.state(.halted)
    let colleagues = KnownColleagues(answers: ["set-trading-state": SetTradingState.Reply(accepted: true, message: "halted", state: state)])
    try bot.server.say("/resume", from: BotRoom.ann, ago: 630)
    try bot.server.say("/halt", from: BotRoom.ann, ago: 600)
    try await bot.hear(nil, colleagues)
    #expect(colleagues.asked.all.compactMap { ($0 as? SetTradingState)?.action } == [.halt])
    #expect(bot.server.messages(in: BotRoom.ann).first?.words.contains("10 minutes late") == true)
  }

  @Test func `the month's costs by model are asked of the analyzer; version, help and start answer`() async throws {
    let costs = KnownColleagues(answers: ["get-costs": GetCosts.Reply(rows: [], spending: [])])
    #expect(try await ask("/cost", costs).contains("costs nothing"))
    // The fixture's clock stands in November 2023.
    let month = try #require(Timestamp(utc: "2023-11-01T00:00:00Z"))
    #expect(costs.asked.all.compactMap { $0 as? GetCosts } == [GetCosts(by: .model, from: month, limit: 10)])
    #expect(try await ask("/cost").contains("analyzer did not answer"))
    #expect(try await ask("/version").contains("autotrader "))
    #expect(try await ask("/help").contains("/performance"))
    #expect(try await ask("/start").contains("Hello ann"))
  }
}
