import Testing
import TestKit

/// A halt in the middle of a cycle, and what of it outlives everything.
@Suite(.serialized) struct HaltTests {
  private static let arguments = CalmMarket.arguments(symbols: 30) + ["--approve", "manual"]
  /// A stop that fills where it should costs 0.3 %, far less than the 2 % a day that are allowed.
  private static let environment = CalmMarket.environment.merging([
    "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.003", "AUTOTRADER_RISK_DAILYLOSS": "0.02",
  ]) { $1 }

  @Test func aHaltWithdrawsWhatWaitsLetsExitsGoOnAndOutlivesEverything() async throws {
    try await CalmMarket.waitForADay()
    let halted = try await Self.start(after: nil)

    // Two trades are open, and proposals of the same cycle wait for a person.
    let proposals = try await halted.waitingProposals(atLeast: 3, in: halted.startCycle())
    for proposal in proposals.prefix(2) { #expect(try await halted.system.autotrader("approve", proposal).code == 0) }
    try await eventually("two trades are open") { try await halted.trades("open").count == 2 }
    #expect(try await halted.system.autotrader("halt").code == 0)

    // What waited is withdrawn, and nobody can approve it any more.
    try await eventually("no proposal waits") { try await halted.approvals("pending").isEmpty }
    #expect(try await halted.approvals("rejected by halt") == Set(proposals.dropFirst(2)))
    let late = try await halted.system.autotrader("approve", proposals[2])
    #expect(late.code == 1 && late.output.contains("already rejected"), "\(late.output)")
    // No new entry: a cycle that is asked for is skipped and says why.
    let skipped = try await halted.system.autotrader("cycle", "run", "--timeframe", CalmMarket.timeframe.rawValue, "--json")
    #expect(skipped.output.contains("halted") && skipped.output.contains("\"tradesExecuted\":0"), "\(skipped.output)")
    #expect(try await halted.entries() == 2)

    // Exits go on: one trade by request, the other by its stop, with a loss that would trip the breaker.
    let open = try await halted.trades("open").sorted { $0.id.description < $1.id.description }
    #expect(try await halted.system.autotrader("close", open[0].id.description, "--yes").code == 0)
    // 3 % of the balance.
    try await halted.gap(open[1], losing: 3000)
    try await eventually("both trades have ended") { try await halted.trades("closed").count == 2 }
    #expect(try await halted.closeReasons() == ["manual", "stopLoss"])
    try await eventually("the equity after that is known") { try await halted.equityIsAsInTheLedger() }
    #expect(try await Books(database: try halted.system.auditor()).lastingContradictions() == [])

    let before = try await halted.state()
    #expect(before.contains("halted") && before.contains("asked"))
    let second = try await Self.killAndStart(halted)
    #expect(try await second.state() == before)

    // The loss holds trading, whoever resumes, and that too outlives everything.
    let refused = try await second.system.autotrader("resume")
    #expect(refused.code == 1 && refused.output.contains("still halted"), "\(refused.output)")
    let tripped = try await second.state()
    #expect(tripped.contains("dailyLoss"))
    let third = try await Self.killAndStart(second)
    #expect(try await third.state() == tripped)

    #expect(try await third.system.autotrader("resume", "--reset-breakers").code == 0)
    #expect(try await third.system.autotrader("pause").code == 0)
    let paused = try await third.state()
    #expect(paused.contains("paused"))
    let fourth = try await Self.killAndStart(third)
    #expect(try await fourth.state() == paused)
    #expect(try await fourth.entries() == 2)

    #expect(try await fourth.system.stop() == 0)
    #expect(try fourth.system.leftovers() == [])
    try fourth.system.remove()
  }

  private static func start(after earlier: HaltedSystem?) async throws -> HaltedSystem {
    try await HaltedSystem(RunningSystem(arguments, basePort: 26_000, environment: environment, after: earlier?.system))
  }

  /// Kills every process, and starts the same system again.
  private static func killAndStart(_ earlier: HaltedSystem) async throws -> HaltedSystem {
    try await earlier.system.killEverything()
    return try await start(after: earlier)
  }
}
