import Database
import Foundation
import Model
import TestKit
import Testing

/// Telegram against a whole running system.
@Suite(.serialized) struct TelegramSystemTests {
  /// Secrets that occur nowhere by chance.
  private static let ann: Int64 = 3_765_432_198_765_432
  private static let stranger: Int64 = 4_187_654_321_987_654

  private static let password = "PLANTED password of the pages 5521"
  private static let symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]

  /// Pairing by `autotrader init`, a proposal of a vision model decided by a tap, every command, and then a search for secrets in
  /// everything that the system shows. What was said and the approval's picture stay in `.build/telegram` for people to look at.
  @Test(.timeLimit(.minutes(40))) func aPairedPhoneDecidesAndAsksAndNoSecretShowsAnywhere() async throws {
    try await CalmMarket.waitForADay()
    let server = try LoopbackBotServer(token: "918273645:PLANTED-secret_of_this_test_0123456789")
    defer { server.stop() }
    server.addPerson(Self.ann, "Ann")
    server.addPerson(Self.stranger, "Mallory")
    let answers = ModelAnswers()
    let model = try ScriptedModelServer { answers.reply(to: $0) }
    defer { model.stop() }
    let folder = RunningSystem.newFolder()
    try await InitTests.pair("ann", Self.ann, with: server, in: folder)
    let system = try RunningSystem(
      CalmMarket.arguments(symbols: Self.symbols) + ["--approve", "manual"], basePort: 27_000,
      environment: CalmMarket.environment.merging([
        "AUTOTRADER_TELEGRAM_URL": server.baseURL, "AUTOTRADER_APPROVAL_SECONDTAP": "1000000", "AUTOTRADER_LOG_LEVEL": "debug",
        "AUTOTRADER_ANALYST_PROVIDER": "openai", "AUTOTRADER_ANALYST_URL": model.url, "OPENAI_API_KEY": ScriptedModelServer.key,
        "AUTOTRADER_DASHBOARD_PASSWORD": Self.password,
      ]) { $1 }, in: folder)
    try await system.waitUntilReady()
    let tap = try BusListener(system)
    let phone = TelegramConversation(server, Self.ann)
    try server.say("/halt", from: Self.stranger)
    try await phone.ask("/status", "Trading: running", "Slots: 0 of", "Open positions: 0", "Waiting for a decision: 0")

    try await Self.plantHistory(system)
    try await answers.learn(Self.symbols, exchange: "http://127.0.0.1:27030")
    let cycle = try system.start(
      "autotrader", ["cycle", "run", "--timeframe", CalmMarket.timeframe.rawValue, "--json", "--instance", "\(system.folder)/instances"])
    try await eventually("a proposal is on the phone, with its chart", within: .seconds(180)) {
      server.messages(in: Self.ann).contains { $0.buttons.count == 2 && server.picture($0) != nil }
    }
    let question = try #require(server.messages(in: Self.ann).first { $0.buttons.count == 2 })
    let picture = try #require(server.picture(question))
    phone.note("bot, with a picture and the buttons \(question.buttons.map(\.text))", question.words)
    for part in [
      "▲ LONG", "Size ", "Entry ", "Stop ", "Target ", "Risk ", "% of equity)  R:R 2", "Confidence 0.732 by chart-analysis@1",
      "Such trades so far: 14 of 22 closed trades at 0.7–0.8 won (95 %: 43–80 %)",
      "Analysis cost: $ 0.0003 (1500 + 300 tokens, 1 call)", "Decide before ", "pullback: A pullback to EMA20 held",
    ] {
      #expect(question.words.contains(part), "\(part) is missing in \(question.words)")
    }
    try await Self.expectDrawnAnew(picture, system)
    let listed = try await system.autotrader("approve", "--list").output
    #expect(listed.contains("14 of 22 (43–80 %)"), "\(listed)")

    try server.tap("Approve", on: question, by: Self.ann)
    try await eventually("the decision is in the message") {
      server.messages(in: Self.ann).first { $0.messageId == question.messageId }?.words.contains("Approved by ann (telegram)") == true
    }
    try await eventually("the opened trade is told") {
      server.messages(in: Self.ann).contains { $0.words.hasPrefix("🟢 Opened") }
    }
    for other in server.messages(in: Self.ann) where other.buttons.count == 2 { try server.tap("Reject", on: other, by: Self.ann) }
    for message in server.messages(in: Self.ann).dropFirst(2) where !message.words.hasPrefix("▶️") { phone.note("bot", message.words) }
    let id = try #require(question.words.firstMatch(of: /#([0-9a-f]{8})/).map { String($0.1) })
    let long = try await system.autotrader("why", try await Self.tradeID(id, system))
    #expect(long.output.contains("14 of 22 closed trades at 0.7–0.8 won (95 %: 43–80 %)"), "\(long.output)")
    try await Self.askEverything(phone, id, server)
    #expect(try await cycle.exitCode() == 0)
    #expect(server.messages(in: Self.stranger).isEmpty)
    let root = try #require(#filePath.range(of: "/Tests/").map { String(#filePath[..<$0.lowerBound]) })
    try phone.save(in: "\(root)/.build/telegram", pictures: ["approval": picture])

    try await Self.expectNoSecrets(system, server, tap)
    try await tap.stop()
    #expect(try await system.stop() == 0)
    #expect(!system.output.contains("PLANTED") && !system.output.contains("\(Self.ann)"))
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  /// Every command, in an order in which each has something to say.
  private static func askEverything(_ phone: TelegramConversation, _ id: String, _ server: LoopbackBotServer) async throws {
    try await phone.ask("/status", "Trading: running", "Slots: ", "Open positions: 1", "Equity ")
    try await phone.ask("/positions", "#\(id)", "entry ", "now ", "stop ", "target ")
    try await phone.ask("/trades 3", id, "open")
    try await phone.ask("/balance", "Equity ", "(paper)", "free ")
    try await phone.ask("/why \(id)", "Analysis", "14 of 22", "Cost: $ 0.0003", "✓ ", "Size", "Decision", "confirmed by ann", "Trade open")
    try await phone.ask(
      "/cost", "Today: $ 0.0015 of ", "This month: $ 0.0015 of ", " left", "gpt-6-luna: $ 0.0015, 5 calls, 7500 + 1500 tokens")
    try await phone.ask("/cycle", "Cycle \(CalmMarket.timeframe.rawValue)", "chart BTCUSDT", "execution ")
    let health = try await phone.ask("/health", "✅ executor", "✅ dashboard", "✅ notifier")
    #expect(!health.contains("❌"), "\(health)")
    try await phone.ask("/settings", "trade.opened: on", "service.alert: on", "trade.unprotected: on", "cycle.skipped: off")
    try await phone.ask("/settings trade.closed silent", "trade.closed is silent now")
    try await phone.ask("/settings position.alert off", "it can be silent, not off")
    try await phone.ask("/pause", "✅", "Trading: paused")
    try await phone.ask("/resume", "✅", "Trading: running")
    try await phone.ask("/close \(id)", "✅")
    try await eventually("the close is told, silently") {
      server.messages(in: ann).contains { $0.words.contains("Closed on request") && server.isSilent($0) }
    }
    if let closed = server.messages(in: ann).last(where: { $0.words.contains("Closed on request") }) {
      phone.note("bot, silently", closed.words)
    }
    try await phone.ask("/close all", "No trade is open, and no entry waits.")
    try await phone.ask("/positions", "No position is open.")
    try await phone.ask("/trades 3", id, "closed")
    try await phone.ask("/profit 7", "in 7 days", "fees -")
    try await phone.ask("/daily", "By UTC day")
    try await phone.ask("/performance", "won (")
    try await phone.ask("/halt", "✅", "Trading: halted")
    try await phone.ask("/halt flatten", "halted")
    try await phone.ask("/version", "autotrader ")
    try await phone.ask("/help", "/status –", "/cost –", "/settings –")
    try await phone.ask("/nothing", "There is no command /nothing")
    try await phone.ask("/why zzzz", "No recent proposal or trade has the id zzzz")
  }

  /// 22 closed trades of this prompt with a like confidence, of which 14 have won.
  private static func plantHistory(_ system: RunningSystem) async throws {
    let database = try system.auditor()
    for number in 0..<22 {
      _ = try await database.transaction { transaction in
        try transaction.execute(
          """
          INSERT INTO execution.trades (id, recommendation_id, cycle_id, symbol, side, quantity, pnl, status, prompt_name, reason, proposal,
            cause_event, mode, created_at, closed_at)
          VALUES ($1::uuid, $1::uuid, $1::uuid, 'ADAUSDT', 'Buy', 10, $2::numeric, 'closed', 'chart-analysis@1', $3, '{"confidence":0.75}',
            $1::uuid, 'paper', $4::timestamptz, $4::timestamptz)
          """, TradeID.random(), number < 14 ? "2.5" : "-1.5", number < 14 ? "takeProfit" : "stopLoss",
          transaction.now - .seconds(86_400 + 60 * number))
      }
    }
    await database.close()
  }

  /// The picture is a chart of the usual size, and none that an analyst was shown.
  private static func expectDrawnAnew(_ png: [UInt8], _ system: RunningSystem) async throws {
    func number(_ offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(png.count > 10_000 && number(16) == 1280 && number(20) == 800)
    let hex = png.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let database = try system.auditor()
    let (count, isAnalysed) = try await database.transaction { transaction in
      (
        try transaction.execute("SELECT count(*) AS n FROM charts.images").first?.read("n", as: Int.self) ?? 0,
        try transaction.exists("SELECT 1 FROM charts.images WHERE png = decode($1, 'hex')", hex)
      )
    }
    await database.close()
    #expect(count == symbols.count && !isAnalysed)
  }

  private static func tradeID(_ beginning: String, _ system: RunningSystem) async throws -> String {
    let database = try system.auditor()
    let id = try await database.transaction {
      try $0.execute("SELECT id::text AS id FROM execution.trades WHERE replace(id::text, '-', '') LIKE $1 || '%'", beginning)
        .first?.read("id", as: String.self)
    }
    await database.close()
    return try #require(id)
  }

  private static func expectNoSecrets(_ system: RunningSystem, _ server: LoopbackBotServer, _ tap: BusListener) async throws {
    var scan = try SecretScan(
      system,
      secrets: [
        "Telegram's token": server.token, "part of the token": "PLANTED-secret", "the approver's number": "\(ann)",
        "the stranger's number": "\(stranger)", "the dashboard's password": password, "the model's key": ScriptedModelServer.key,
      ],
      // Where messages go, and who was turned away.
      homes: [
        "the approver's number": ["notifications.deliveries.chat_id"], "the stranger's number": ["notifications.strangers.user_id"],
      ])
    let (cookie, token) = try await scan.addPages(
      "http://127.0.0.1:27032", password: password,
      paths: [
        "/dashboard/live", "/dashboard/trades", "/login", "/api/v1/openapi.json",
      ]
        + [
          "health", "status", "trading", "balance", "cycles", "signals", "approvals", "positions", "trades", "trades.csv", "profit",
          "daily",
          "performance", "tokens",
        ].map { "/api/v1/\($0)" })
    for arguments in [
      ["status", "--json"], ["trades", "--json"], ["approve", "--list", "--json"], ["logs", "notifier"], ["cost", "--json"],
      ["why", "latest", "--json"], ["config", "show"],
    ] {
      scan.add(arguments.joined(separator: " "), try await system.autotrader(arguments).output)
    }
    scan.add("bus", try tap.output())
    scan.add("autotrader up", system.output)
    try scan.addFiles()
    try await scan.addTables()
    // A scan of nothing would prove nothing.
    for place in [
      "bus", "log notifier.log", "log analyzer.log", "log dashboard.log", "notifications.outbox.payload", "status --json",
      "GET /api/v1/trades", "dashboard.audit.action",
      "dashboard.tokens.hash", "dashboard.sessions.key", "analysis.model_calls.content", "notifications.deliveries.chat_id",
      "command lines",
    ] {
      #expect(scan.shown[place]?.isEmpty == false, "\(place) is empty")
    }
    #expect(scan.shown["log notifier.log"]?.contains("not on the allow-list") == true)
    #expect(scan.shown["bus"]?.contains("trade.confirmed") == true)
    #expect(scan.shown["notifications.deliveries.chat_id"]?.contains("\(ann)") == true)
    scan.judge(also: ["the session's cookie": cookie, "the API token": token])
  }

  @Test func withTelegramDashboardAndAnalystDownPositionsAreClosedByTheirStopsAndTargetsAndHaltWorks() async throws {
    try await CalmMarket.waitForADay()
    let server = try LoopbackBotServer()
    defer { server.stop() }
    server.addPerson(Self.ann, "Ann")
    let system = try RunningSystem(
      CalmMarket.arguments(symbols: 30), basePort: 28_000,
      environment: CalmMarket.environment.merging([
        "AUTOTRADER_TELEGRAM_TOKEN": server.token, "AUTOTRADER_TELEGRAM_APPROVERS": "ann=\(Self.ann)",
        "AUTOTRADER_TELEGRAM_URL": server.baseURL, "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001",
        "AUTOTRADER_APPROVAL_DELAY": "0",
      ]) { $1 })
    let running = try await HaltedSystem(system)
    _ = try await running.startCycle()
    try await eventually("three trades are open") { try await running.trades("open").count >= 3 }
    // Telegram is gone, the notifier and the analyst hang, and the dashboard dies as often as it is started again.
    server.stop()
    let dashboard = try system.kill("dashboard")
    let frozen = try ["notifier", "analyzer"].map { try #require(try system.pid(of: $0)) }
    for pid in frozen { try #require(kill(pid, SIGSTOP) == 0) }
    defer { for pid in frozen { kill(pid, SIGCONT) } }
    let halted = try await system.autotrader(["halt", "--json"])
    #expect(halted.code == 0 && halted.output.contains("\"accepted\":true"), "\(halted.output)")
    // The price goes a fifth beyond the stop of one and the target of another.
    let open = try await running.trades("open").sorted { $0.id.description < $1.id.description }
    try #require(open.count >= 3)
    let expected = [open[0].id: "stopLoss", open[1].id: "takeProfit"]
    for (trade, level) in [(open[0], open[0].stopLoss), (open[1], open[1].takeProfit)] {
      try await running.move(trade.symbol, to: trade.entryPrice.double + 1.2 * (level.double - trade.entryPrice.double))
    }
    let database = try system.auditor()
    try await eventually("positions are closed by stop and target", within: .seconds(120)) {
      if let revived = try system.pid(of: "dashboard"), revived != dashboard { kill(revived, SIGKILL) }
      let (exposed, closed) = try await database.transaction { transaction in
        (
          try transaction.exists("SELECT 1 FROM execution.trades WHERE status = 'open' AND stop_loss IS NULL"),
          try transaction.execute(
            "SELECT payload->>'tradeID' AS id, payload->>'reason' AS reason FROM execution.outbox WHERE topic = 'executor.trade.closed'"
          ).map { (try $0.read("id", as: TradeID.self), try $0.read("reason", as: String.self)) }
        )
      }
      #expect(!exposed)
      return Dictionary(closed) { first, _ in first } == expected
    }
    for pid in frozen { kill(pid, SIGCONT) }
    await database.close()
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}

/// `bus-tap watch` while a test runs.
private final class BusListener: Sendable {
  private let process = Process()
  private let path: String

  init(_ system: RunningSystem) throws {
    path = "\(system.folder)/bus"
    try Data().write(to: URL(fileURLWithPath: path))
    process.executableURL = RunningSystem.program("bus-tap")
    process.arguments = ["watch", "--json", "--all", "--instance", "\(system.folder)/instances"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func output() throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self) }

  func stop() async throws {
    process.terminate()
    try await eventually("bus-tap ends") { !self.process.isRunning }
  }
}
