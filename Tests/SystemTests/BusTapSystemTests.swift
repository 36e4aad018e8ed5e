import Database
import Foundation
import Messages
import Model
import TestKit
import Testing

/// `bus-tap` on a whole running system: everything it shows, and what it costs.
@Suite(.serialized) struct BusTapSystemTests {
  private struct Stats: Decodable {
    struct Process: Decodable {
      let service: String
      let isUp: Bool
      let missing: Int
    }
    let services: [Process]
  }

  private struct Proposal: Decodable { let proposalId: String }
  private struct Parked: Decodable {
    struct Letter: Decodable {
      let eventID: String
      let topic: String
      let key: String
      let error: String
      let tries: Int
    }
    let service: String
    let letter: Letter
  }

  /// No cycle starts by itself, and the proposals of one wait for a person: every event is the test's.
  private static func system(symbols: Int) async throws -> RunningSystem {
    try await CalmMarket.waitForADay()
    let system = try RunningSystem(
      CalmMarket.arguments(symbols: symbols) + ["--approve", "manual"], basePort: 29_000,
      environment: CalmMarket.environment.merging(["AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001"]) { $1 })
    try await system.waitUntilReady()
    return system
  }

  private func tap(_ system: RunningSystem, _ arguments: String...) throws -> StartedCommand {
    try system.start("bus-tap", arguments + ["--instance", "\(system.folder)/instances"])
  }

  private func events(_ lines: [String]) throws -> [Envelope] { try lines.map { try EncodedEvent(wireFormat: Data($0.utf8)).envelope } }

  @Test func aTapSeesWhatPassesAndCostsNothingWhenItDies() async throws {
    let system = try await Self.system(symbols: 40)
    let victim = try tap(system, "watch", "--all", "--json")
    let recorder = try tap(system, "record", "\(system.folder)/recording", "--all")
    try await victim.waitForOutput()
    try await eventually("the recorder hears the bus") {
      FileManager.default.contents(atPath: "\(system.folder)/recording")?.isEmpty == false
    }
    try await victim.end(SIGKILL)

    let halted = try await HaltedSystem(system)
    let cycle = try await halted.startCycle()
    let proposals = try await halted.waitingProposals(atLeast: 5, in: cycle)
    try await aFilterShowsItsCycleOnly(system, cycle, proposals)
    try await theStateOfTheBusIsShown(system)
    try await requestsAndReplaysAreAnswered(system)

    try await recorder.end(SIGINT)
    try await theRecordingIsPlayed(system, cycle, proposals[0])
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  private func aFilterShowsItsCycleOnly(_ system: RunningSystem, _ cycle: CycleID, _ proposals: [String]) async throws {
    let watch = try tap(system, "watch", "--json", "--cycle", cycle.description, "--event", "trade.rejected")
    // The watch may not be connected at the first rejections. Each takes a process of its own, so it is at the last.
    for proposal in proposals {
      #expect(try await system.autotrader("reject", proposal).code == 0)
      if try !watch.lines().isEmpty { break }
    }
    try await watch.waitForOutput()
    let seen = try events(watch.lines())
    #expect(seen.allSatisfy { $0.topic == TradeRejected.topic && $0.correlationID.description == cycle.description })
    try await watch.end(SIGINT)
  }

  private func theStateOfTheBusIsShown(_ system: RunningSystem) async throws {
    let answer = try await system.busTap("stats", "--seconds", "3", "--json")
    let stats = try JSONDecoder().decode(Stats.self, from: Data(answer.output.utf8))
    let names = Set(stats.services.map(\.service))
    #expect(names.isSuperset(of: ServiceName.pipeline.map(\.rawValue) + ["message-bus"]), "\(answer.output)")
    #expect(stats.services.allSatisfy { $0.isUp && $0.missing == 0 }, "\(answer.output)")
    let text = try await system.busTap("stats", "--seconds", "2")
    #expect(text.code == 0 && text.output.contains("no gaps") && text.output.contains("p50 ms"), "\(text.output)")
  }

  private func requestsAndReplaysAreAnswered(_ system: RunningSystem) async throws {
    let state = try await system.busTap("request", "risk-manager", "get-trading-state")
    #expect(state.code == 0 && state.output.contains("\"level\""), "\(state.output)")
    let unknown = try await system.busTap("request", "executor", "no-such-request")
    #expect(unknown.code != 0 && unknown.output.contains("no-such-request"), "\(unknown.output)")
    let replayed = try await system.busTap("replay", "chart-sourcer", "--after", "0", "--limit", "3", "--json")
    #expect(try events(replayed.output.split(separator: "\n").map(String.init)).map(\.number) == [1, 2, 3])
  }

  /// A recording holds what a replay shows, and filters find the same in it.
  private func theRecordingIsPlayed(_ system: RunningSystem, _ cycle: CycleID, _ proposal: String) async throws {
    func play(_ arguments: String...) async throws -> [Envelope] {
      let played = try system.start("bus-tap", ["play", "\(system.folder)/recording", "--speed", "0", "--json"] + arguments)
      #expect(try await played.exitCode() == 0)
      return try events(played.lines())
    }
    #expect(try await play("--event", "cycle.started").map(\.correlationID.description) == [cycle.description])
    let ofTrade = try await play("--trade", proposal).map(\.topic.event)
    #expect(ofTrade.contains("trade.proposed") && ofTrade.contains("trade.rejected"), "\(ofTrade)")
    let shown = try await play("--service", "chart-sourcer", "--cycle", cycle.description).compactMap(\.number)
    #expect(shown == Array(1...Int64(shown.count)), "none was missed")
    let again = try await system.busTap("record", "\(system.folder)/recording")
    #expect(again.code != 0 && again.output.contains("recording"), "a recording is not overwritten: \(again.output)")
  }

  @Test func aParkedEventIsFoundReportedAndHandledAfterTheCauseIsGone() async throws {
    let system = try await Self.system(symbols: 20)
    let (database, poisoned) = (try system.auditor(), "COIN3USDT")
    // signal-filter's own table refuses one symbol.
    _ = try await database.transaction { transaction in
      try transaction.execute("ALTER TABLE signals.candidates ADD CONSTRAINT cause CHECK (symbol <> 'COIN3USDT')")
    }
    let cycle = try await HaltedSystem(system).startCycle()
    try await eventually("the other symbols flow, and one event is parked", within: .seconds(120)) {
      let (handled, parked) = (try await count("signals.candidates", database), try await count("signals.dead_letters", database))
      return handled == 19 && parked == 1
    }

    let list = try await system.busTap("dead", "list", "--json")
    let parked = try JSONDecoder().decode(Parked.self, from: Data(list.output.utf8))
    #expect(list.code == 0 && parked.service == "signal-filter" && parked.letter.topic == "analyzer.analysis.completed")
    #expect(parked.letter.key == "\(cycle)/\(poisoned)" && parked.letter.tries == 3 && parked.letter.error.contains("cause"))
    let shown = try await system.busTap("dead", "show", parked.letter.eventID)
    #expect(shown.code == 0 && shown.output.contains(poisoned) && shown.output.contains("cause"), "\(shown.output)")

    // A person is told: by status, and by notifier, which has heard the alert.
    let status = try await system.autotrader("status", "--timeout", "30")
    #expect(status.code != 0 && status.output.contains("signal-filter could not handle 1 events: bus-tap dead list"), "\(status.output)")
    try await eventually("notifier has recorded the alert") {
      try await count("notifications.alerts WHERE service = 'signal-filter' AND code = 'deadLetter'", database) == 1
    }
    try await eventually("notifier has logged it") {
      try await system.autotrader("logs", "notifier").output.contains("a service needs a person")
    }

    let early = try await system.busTap("dead", "retry", parked.letter.eventID)
    #expect(early.code != 0 && early.output.contains("cause"), "\(early.output)")
    _ = try await database.transaction { try $0.execute("ALTER TABLE signals.candidates DROP CONSTRAINT cause") }
    let retried = try await system.busTap("dead", "retry", parked.letter.eventID)
    #expect(retried.code == 0 && retried.output.contains("signal-filter: 1 handled, 0 still parked"), "\(retried.output)")
    #expect(try await count("signals.candidates", database) == 20)
    #expect(try await system.busTap("dead", "list").output == "no event is parked\n")
    try await eventually("the system is healthy again") { try await system.autotrader("status", "--timeout", "30").code == 0 }
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  private func count(_ rows: String, _ database: Database) async throws -> Int {
    try await database.transaction { try $0.execute("SELECT count(*) AS n FROM \(rows)").first?.read("n", as: Int.self) ?? 0 }
  }
}
