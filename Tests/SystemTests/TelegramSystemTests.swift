import Database
import Foundation
import Model
import TestKit
import Testing

/// Telegram against a whole running system.
@Suite(.serialized) struct TelegramSystemTests {
  /// Secrets that occur nowhere by chance.
  private static let ann: Int64 = 7_654_321_987
  private static let stranger: Int64 = 8_765_432_198

  private func environment(_ server: LoopbackBotServer) -> [String: String] {
    [
      "AUTOTRADER_TELEGRAM_TOKEN": server.token, "AUTOTRADER_TELEGRAM_APPROVERS": "ann=\(Self.ann)",
      "AUTOTRADER_TELEGRAM_URL": server.baseURL, "AUTOTRADER_APPROVAL_MAXDRIFT": "10", "AUTOTRADER_APPROVAL_SECONDTAP": "1000000",
      "AUTOTRADER_LOG_LEVEL": "debug",
    ]
  }

  @Test func aTapOnThePhoneTradesAndNoSecretShowsAnywhere() async throws {
    let server = try LoopbackBotServer(token: "918273645:PLANTED-secret_of_this_test_0123456789")
    defer { server.stop() }
    server.addPerson(Self.ann, "Ann")
    server.addPerson(Self.stranger, "Mallory")
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "1m", "--approve", "manual"], basePort: 27_000,
      environment: environment(server).merging(["AUTOTRADER_TRADING_TIMEFRAMES": "none"]) { _, new in new })
    try await system.waitUntilReady()
    let tap = try BusListener(system)
    try server.say("/halt", from: Self.stranger)
    try server.say("/status", from: Self.ann)
    let cycle = Task { try await system.autotrader(["cycle", "run", "--timeframe", "1m", "--json"]) }
    try await eventually("a proposal is on the phone, with its chart", within: .seconds(60)) {
      server.messages(in: Self.ann).contains { $0.buttons.count == 2 && server.picture($0) != nil }
    }
    let question = try #require(server.messages(in: Self.ann).first { $0.buttons.count == 2 })
    try server.tap("Approve", on: question, by: Self.ann)
    try await eventually("the decision is in the message", within: .seconds(30)) {
      server.messages(in: Self.ann).first { $0.messageId == question.messageId }?.words.contains("Approved by ann (telegram)") == true
    }
    try await eventually("the opened trade is told", within: .seconds(40)) {
      server.messages(in: Self.ann).contains { $0.words.hasPrefix("🟢 Opened") }
    }
    for other in server.messages(in: Self.ann) where other.buttons.count == 2 { try server.tap("Reject", on: other, by: Self.ann) }
    try server.say("/health", from: Self.ann)
    try await eventually("commands are answered", within: .seconds(30)) {
      let words = server.messages(in: Self.ann).map(\.words).joined()
      return words.contains("Trading: running") && words.contains("✅ executor")
    }
    let ended = try await cycle.value
    #expect(ended.code == 0, "\(ended.output)")
    #expect(server.messages(in: Self.stranger).isEmpty)

    try await expectNoSecrets(system, server, tap)
    try await tap.stop()
    #expect(try await system.stop() == 0)
    #expect(!system.output.contains("PLANTED") && !system.output.contains("\(Self.ann)"))
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  /// Looks at everything that the system shows: logs, the events of every slice, the bus, the command line.
  private func expectNoSecrets(_ system: RunningSystem, _ server: LoopbackBotServer, _ tap: BusListener) async throws {
    let instance = try system.instance()
    var secrets = ["PLANTED", server.token, "\(Self.ann)", "\(Self.stranger)"]
    let folder = "\(instance.directory)/secrets"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      secrets.append(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
    }
    try #require(secrets.count > 6 && secrets.allSatisfy { $0.count >= 7 })
    var shown: [String: String] = ["bus": try tap.output(), "autotrader up": system.output]
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(instance.directory)/logs") {
      shown["log \(name)"] = try String(contentsOfFile: "\(instance.directory)/logs/\(name)", encoding: .utf8)
    }
    for arguments in [["status", "--json"], ["trades", "--json"], ["approve", "--list", "--json"], ["logs", "notifier"]] {
      shown[arguments.joined(separator: " ")] = try await system.autotrader(arguments).output
    }
    let database = try system.auditor()
    for schema in ["charts", "analysis", "signals", "risk", "notifications", "execution", "monitoring"] {
      for (table, column) in [("outbox", "payload::text"), ("dead_letters", "wire || error")] {
        let rows = try await database.transaction { try $0.execute("SELECT \(column) AS text FROM \(schema).\(table)") }
        shown["\(schema).\(table)"] = try rows.map { try $0.read("text", as: String.self) }.joined(separator: "\n")
      }
    }
    await database.close()
    // A scan of nothing would prove nothing.
    for part in ["bus", "log notifier.log", "notifications.outbox", "status --json"] {
      #expect(shown[part]?.isEmpty == false, "\(part) is empty")
    }
    #expect(shown["log notifier.log"]?.contains("not on the allow-list") == true)
    #expect(shown["bus"]?.contains("trade.confirmed") == true)
    for (place, text) in shown {
      for secret in secrets where text.contains(secret) {
        let line = text.split(separator: "\n").first { $0.contains(secret) } ?? ""
        Issue.record("\(place) shows a secret: \(line.replacingOccurrences(of: secret, with: "•••").prefix(400))")
      }
    }
  }

  @Test func withTelegramAndAnalystDownPositionsAreClosedByTheirStopsAndHaltWorks() async throws {
    let server = try LoopbackBotServer()
    server.addPerson(Self.ann, "Ann")
    let symbols = (0..<12).map { "COIN\($0)USDT" }.joined(separator: ",")
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "5s", "--symbols", symbols], basePort: 28_000,
      environment: environment(server).merging([
        "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001", "AUTOTRADER_APPROVAL_DELAY": "0",
      ]) { _, new in new })
    try await system.waitUntilReady()
    let database = try system.auditor()
    @Sendable func trades(_ status: String) async throws -> [String] {
      try await database.transaction { transaction in
        try transaction.execute("SELECT id::text AS id FROM execution.trades WHERE status = $1", status).map { try $0.read("id") }
      }
    }
    try await eventually("three trades are open", within: .seconds(120)) { try await trades("open").count >= 3 }
    // Telegram is gone; the notifier and the analyst hang. There is no dashboard.
    server.stop()
    let frozen = try ["notifier", "analyzer"].map { try #require(try system.pid(of: $0)) }
    for pid in frozen { try #require(kill(pid, SIGSTOP) == 0) }
    defer { for pid in frozen { kill(pid, SIGCONT) } }
    let open = Set(try await trades("open"))
    try #require(!open.isEmpty)
    let halted = try await system.autotrader(["halt", "--json"])
    #expect(halted.code == 0 && halted.output.contains("\"accepted\":true"), "\(halted.output)")
    try await eventually("a position is closed by its stop or target", within: .seconds(240)) {
      let exposed = try await database.transaction {
        try $0.execute("SELECT id FROM execution.trades WHERE status = 'open' AND stop_loss IS NULL")
      }
      #expect(exposed.isEmpty)
      let reasons = try await database.transaction { transaction in
        try transaction.execute(
          "SELECT payload->>'tradeID' AS id, payload->>'reason' AS reason FROM execution.outbox WHERE topic = 'executor.trade.closed'"
        )
        .map { (try $0.read("id", as: String.self), try $0.read("reason", as: String.self)) }
      }
      return reasons.contains { open.contains($0.0) && ["stopLoss", "takeProfit"].contains($0.1) }
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

  func output() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  func stop() async throws {
    process.terminate()
    try await eventually("bus-tap ends") { !self.process.isRunning }
  }
}
