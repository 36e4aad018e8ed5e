import Database
import Foundation
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import TestKit
import Testing

/// The analyzer is killed as `kill -9` does, with a paid answer in its hands that is not stored.
@Suite(.serialized) struct ModelKillTests {
  /// A hold whose reading is of no chart: it is paid for and rejected.
  private static let answer =
    #"{"chart_reading":{"symbol":"COIN0USDT","timeframe":"1d","last_close":1,"highest_high":1,"lowest_low":1},"trend":"sideways","#
    + #""pattern":"none","key_levels":[],"reasoning":"none","direction":"hold","entry":null,"stop_loss":null,"take_profit":null,"#
    + #""setup_quality":0.1,"market_environment":0.1,"risk_reward":null}"#

  @Test func aCallWhoseAnalyzerIsKilledIsPaidTwiceAtMost() async throws {
    // The day of the call is the day of its cost.
    try await CalmMarket.waitForADay()
    let server = try ScriptedModelServer([ScriptedModelServer.completion(Self.answer)])
    defer { server.stop() }
    let folder = try TestFolder.make("model-kill")
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", CalmMarket.timeframe.rawValue, "--symbols", "COIN0USDT"], basePort: 27_000,
      environment: [
        "AUTOTRADER_TRADING_TIMEFRAMES": "none", "AUTOTRADER_ANALYST_PROVIDER": "openai", "AUTOTRADER_ANALYST_URL": server.url,
        "OPENAI_API_KEY": ScriptedModelServer.key, ConfigurationKey.killPoints.environmentName: folder,
      ])
    try await system.waitUntilReady()
    let armed = KillPoints.file(.analyzer, .modelAfterCall, in: folder)
    try Data().write(to: URL(fileURLWithPath: armed))
    let killed = try system.pid(of: "analyzer")
    let bus = try Bus(
      try system.instance().addresses, caller: "system-test", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let cycle = try await bus.ask(RunCycle(timeframe: CalmMarket.timeframe), within: .seconds(30)).cycleID
    let database = try system.auditor()
    try await eventually("the analysis ends", within: .seconds(120)) {
      try await database.transaction {
        try $0.exists("SELECT 1 FROM analysis.jobs WHERE cycle_id = $1::uuid AND state = 'failed'", cycle)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: armed))
    #expect(try system.pid(of: "analyzer") != killed)
    #expect(server.requests.count == 2)
    let calls = try await database.transaction {
      try $0.execute("SELECT state, cost FROM analysis.model_calls ORDER BY started_at")
        .map { (state: try $0.read("state", as: String.self), cost: try $0.read("cost", as: Dollars.self)) }
    }
    // The answer that died is booked as the most it can have cost; 1500 · $0.1 + 300 · $0.5, each for a million, the other.
    #expect(calls.map(\.state) == ["abandoned", "answered"] && calls.last?.cost == Dollars("0.0003"))
    #expect(calls.first.map { $0.cost > .zero } == true)
    let books = try await database.transaction { transaction in
      let spent = try transaction.execute("SELECT booked, reserved FROM analysis.spending WHERE period LIKE 'day:%'").first
      return (try spent?.read("booked", as: Dollars.self), try spent?.read("reserved", as: Dollars.self))
    }
    #expect(books.0 == calls.reduce(.zero) { $0 + $1.cost } && books.1 == .zero)
    let reason = try await database.transaction {
      try $0.execute("SELECT reason FROM analysis.shadow_results").first?.read("reason", as: String.self)
    }
    #expect(reason?.hasPrefix("readingMatchesCandles: ") == true)
    // The key is in no log and no table of events.
    let logs = "\(try system.instance().directory)/logs"
    for name in try FileManager.default.contentsOfDirectory(atPath: logs) {
      let log = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(logs)/\(name)")), as: UTF8.self)
      #expect(!log.contains(ScriptedModelServer.key), "\(name)")
    }
    await bus.close()
    await database.close()
    #expect(try await system.stop() == 0)
    try FileManager.default.removeItem(atPath: folder)
    try system.remove()
  }
}
