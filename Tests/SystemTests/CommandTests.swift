import Foundation
import Testing
import TestKit

/// The command line against a whole running system.
@Suite(.serialized) struct CommandTests {
  private struct Proposal: Decodable {
    let proposalId: String
    let symbol: String
    let status: String
  }

  private func proposals(_ system: RunningSystem) async throws -> [Proposal] {
    let listed = try await system.autotrader("approve", "--list", "--json")
    try #require(listed.code == 0, "\(listed.output)")
    return try JSONDecoder().decode([Proposal].self, from: Data(listed.output.utf8))
  }

  private struct Cycle: Decodable { let cycleId: String }

  private struct Status: Decodable {
    struct Service: Decodable {
      struct Breaker: Decodable {
        let calls: String
        let state: String
      }
      let name: String
      let pid: Int32?
      let restarts: Int?
      let unpublished: Int64?
      let breakers: [Breaker]
    }
    struct Lag: Decodable {
      let consumer: String
      let producer: String
    }
    let healthy: Bool
    let problems: [String]
    let services: [Service]
    let lags: [Lag]
  }

  private func theStatusIsHealthyAndKnowsOfTheRestart(_ system: RunningSystem) async throws {
    let answer = try await eventuallyFound("the system is healthy after the restart", within: .seconds(120)) {
      let answer = try await system.autotrader("status", "--json", "--timeout", "30")
      return answer.code == 0 ? answer : nil
    }
    let status = try JSONDecoder().decode(Status.self, from: Data(answer.output.utf8))
    #expect(status.healthy && status.problems.isEmpty, "\(answer.output)")
    let executor = try #require(status.services.first { $0.name == "executor" })
    #expect(executor.pid == (try system.pid(of: "executor")))
    #expect(executor.restarts == 1 && executor.unpublished == 0)
    #expect(executor.breakers.map(\.calls) == ["account", "entry", "market", "positions", "protection"])
    #expect(executor.breakers.allSatisfy { $0.state == "CLOSED" })
    #expect(status.services.filter { $0.name != "executor" }.allSatisfy { $0.restarts == 0 })
    #expect(status.lags.contains { $0.consumer == "executor" && $0.producer == "notifier" })
  }

  private func theDatabaseIsRestartedWithoutWaitingForItsClients(_ system: RunningSystem) async throws {
    let restarted = try await system.autotrader("restart", "postgresql")
    #expect(restarted.code == 0 && restarted.output.contains("restarted postgresql"), "\(restarted.output)")
    try await eventually("the system is healthy with the new database server", within: .seconds(60)) {
      try await system.autotrader("status").code == 0
    }
  }

  private func everyRowCanBeExported(_ system: RunningSystem, trade: String) async throws {
    let day = ["--from", "2020-01-01", "--to", "2100-01-01"]
    let trades = try await system.autotrader("export", "trades", day[0], day[1], day[2], day[3], "--csv")
    #expect(trades.code == 0 && trades.output.hasPrefix("trade_id,"))
    #expect(trades.output.split(separator: "\n").filter { $0.hasPrefix(trade) }.count == 1, "\(trades.output)")
    let ledger = try await system.autotrader("export", "ledger", "--json")
    #expect(ledger.code == 0 && ledger.output.contains("\"kind\":\"fee\""), "\(ledger.output)")
    let none = try await system.autotrader("export", "executions", "--to", "2020-01-01")
    #expect(none.code == 0 && none.output.split(separator: "\n").count == 1, "only a header: \(none.output)")
  }

  private func theBooksKnowTheFundingOfAnOpenTrade(_ system: RunningSystem) async throws {
    #expect(try await system.autotrader("fault", "funding").code == 0)
    let books = try await system.autotrader("books")
    #expect(books.code == 0 && books.output.contains("Funding of open trades, booked when they end: "), "\(books.output)")
  }

  /// Programs are answered with JSON, people with a sentence, and both with the exit code.
  private func whatIsNotThereIsRefused(_ system: RunningSystem) async throws {
    let quarantine = try await system.autotrader("quarantine", "NOPEUSDT")
    #expect(quarantine.code == 1 && quarantine.output.contains("NOPEUSDT is not traded here"), "\(quarantine.output)")
    let why = try await system.autotrader("why", "latest", "--symbol", "NOPEUSDT", "--json")
    #expect(why.code == 1 && why.output.hasPrefix(#"{"found":false,"message":"NOPEUSDT is not in this cycle"#), "\(why.output)")
    let close = try await system.autotrader("close", UUID().uuidString, "--yes", "--json")
    #expect(close.code == 1 && close.output.hasPrefix(#"[{"accepted":false,"message":"there is no trade"#), "\(close.output)")
  }

  @Test func aPersonDecidesOnEachProposalOnceAndCanAskWhy() async throws {
    try await CalmMarket.waitForADay()
    let system = try RunningSystem(
      CalmMarket.arguments(symbols: 40) + ["--approve", "manual"], basePort: 24_000, environment: CalmMarket.environment)
    let running = try await HaltedSystem(system)
    let cycle = try system.start(
      "autotrader", ["cycle", "run", "--timeframe", CalmMarket.timeframe.rawValue, "--json", "--instance", "\(system.folder)/instances"])
    let id = try await eventuallyFound("a cycle is planned") { try await running.cycles().first }
    _ = try await running.waitingProposals(atLeast: 2, in: id)
    let waiting = try await proposals(system).filter { $0.status == "pending" }
    #expect(try await system.autotrader("approve", waiting[0].proposalId).code == 0)
    for other in waiting.dropFirst() { #expect(try await system.autotrader("reject", other.proposalId).code == 0) }
    let again = try await system.autotrader("approve", waiting[0].proposalId)
    #expect(again.code == 1 && again.output.contains("already confirmed"), "\(again.output)")

    let ended = (code: try await cycle.exitCode(), output: try cycle.output())
    #expect(ended.code == 0 && ended.output.contains("\"tradesExecuted\":1"), "\(ended.output)")
    let why = try await system.autotrader("why", waiting[0].proposalId, "--chart", "\(system.folder)/chart.png")
    #expect(why.code == 0)
    for part in ["Analysis", "✓ \(waiting[0].symbol) minimumConfidence", "risk of this quantity", "confirmed by", "open", "read back"] {
      #expect(why.output.contains(part), "\(part) is missing in: \(why.output)")
    }
    let png = try Data(contentsOf: URL(fileURLWithPath: "\(system.folder)/chart.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let whyNot = try await system.autotrader("why", waiting[1].proposalId)
    #expect(whyNot.output.contains("rejected by"), "\(whyNot.output)")
    let logs = try await system.autotrader("logs", "executor")
    #expect(logs.code == 0 && logs.output.contains("started"))
    let story = try JSONDecoder().decode(Cycle.self, from: Data(ended.output.utf8))
    // Written down a moment after it is done.
    let ofCycle = try await eventuallyFound("the cycle's end is in the log") {
      let ofCycle = try await system.autotrader("logs", "--cycle", story.cycleId)
      return ofCycle.output.contains("cycle completed") ? ofCycle : nil
    }
    #expect(ofCycle.output.contains("cycle started"), "\(ofCycle.output)")
    #expect(ofCycle.output.split(separator: "\n").allSatisfy { $0.contains(story.cycleId) })
    #expect(try await system.autotrader("restart", "executor").code == 0)
    try await theStatusIsHealthyAndKnowsOfTheRestart(system)
    try await whatIsNotThereIsRefused(system)
    try await theDatabaseIsRestartedWithoutWaitingForItsClients(system)
    try await everyRowCanBeExported(system, trade: waiting[0].proposalId)
    try await theBooksKnowTheFundingOfAnOpenTrade(system)
    #expect(try await system.autotrader("down").code == 0)
    #expect(try await system.exitCode() == 0)
    #expect(try await system.autotrader("status").code == 2)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
