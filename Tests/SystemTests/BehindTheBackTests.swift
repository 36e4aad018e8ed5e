import Database
import Foundation
import Model
import TestKit
import Testing

/// What others do to the account behind a running system's back: a close by hand, a position by hand, a liquidation.
@Suite(.serialized) struct BehindTheBackTests {
  private struct Proposal: Decodable {
    let proposalId: String
    let symbol: String
    let side: String
    let quantity: String
    let stopLoss: String
    let takeProfit: String
    let status: String

    var opposite: String { side == "Buy" ? "Sell" : "Buy" }
  }

  private struct Quarantine: Decodable, Equatable {
    let symbol: String
    let cause: String
    let decidedBy: String
  }

  private struct Adopted: Decodable {
    struct Trade: Decodable {
      let tradeId: String
      let quantity: String
      let stopLoss: String
      let adoptedBy: String
    }
    let accepted: Bool
    let message: String
    let trade: Trade?
  }

  /// The program's words, for whoever reads the test's output.
  private final class Transcript {
    var lines: [String] = []
  }

  @Test func aCloseAPositionAndALiquidationByOthersAreFoundRecordedAndHandled() async throws {
    try await CalmMarket.waitForADay()
    let system = try RunningSystem(
      CalmMarket.arguments(symbols: 30) + ["--approve", "manual"], basePort: 26_000,
      environment: CalmMarket.environment.merging([
        "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.003", "AUTOTRADER_MONITORING_INTERVAL": "2",
      ]) { $1 })
    let watched = try await HaltedSystem(system)
    let transcript = Transcript()

    // Two trades are open, two proposals of the same cycle wait.
    _ = try await watched.waitingProposals(atLeast: 4, in: watched.startCycle())
    let proposals = try await waiting(system)
    try await Self.approve(proposals[0], system)
    try await Self.approve(proposals[1], system)
    try await eventually("two trades are open") { try await watched.trades("open").count == 2 }

    // A position by hand, and an order by hand that rests.
    let byHand = proposals[2]
    _ = try await run(["fault", "trade", byHand.symbol, byHand.side, byHand.quantity], system, transcript)
    _ = try await run(
      ["fault", "trade", proposals[3].symbol, "Buy", proposals[3].quantity, "--limit", try Self.low(proposals[3])], system, transcript)
    try await eventually("its symbol is under quarantine") {
      try await quarantines(system) == [Quarantine(symbol: byHand.symbol, cause: "unknownPosition", decidedBy: "reconciliation")]
    }
    try await eventually("both are reported") {
      try await Set(alerts(system)).isSuperset(of: ["unknownPosition \(byHand.symbol)", "unknownOrder \(proposals[3].symbol)"])
    }
    // No entry goes there, after the executor was killed too, and whoever asks is told why.
    try system.kill("executor")
    try await eventually("the executor is back") { try await system.autotrader("quarantine", "list").code == 0 }
    try await Self.approve(byHand, system)
    try await eventually("the entry is refused") {
      try await reason(byHand.proposalId, system).hasPrefix("quarantined: \(byHand.symbol) is under quarantine")
    }
    _ = try await run(["quarantine", "list"], system, transcript)
    let status = try await run(["status", "--timeout", "30"], system, transcript)
    #expect(status.output.contains("\(byHand.symbol) gets no entry since"))
    let why = try await run(["why", byHand.proposalId], system, transcript)
    #expect(why.output.contains("quarantined: \(byHand.symbol) is under quarantine: \(byHand.side) \(byHand.quantity) at"), "\(why.output)")
    #expect(try await watched.entries() == 2)

    // A close by hand.
    let closed = proposals[0]
    _ = try await run(["fault", "trade", closed.symbol, closed.opposite, closed.quantity], system, transcript)
    try await eventually("the close by hand is found") { try await reason(closed.proposalId, system) == "manual" }
    _ = try await run(["why", closed.proposalId], system, transcript)

    // The position is adopted: never without a stop.
    let naked = try await run(["adopt", byHand.symbol], system, transcript)
    #expect(naked.code == 1 && naked.output.contains("has no stop: name one with --stop"), "\(naked.output)")
    let answer = try await run(
      ["adopt", byHand.symbol, "--stop", byHand.stopLoss, "--target", byHand.takeProfit, "--json"], system, transcript)
    let adopted = try JSONDecoder().decode(Adopted.self, from: Data(answer.output.utf8))
    let trade = try #require(adopted.trade, "\(answer.output)")
    #expect(trade.quantity == byHand.quantity && trade.stopLoss == byHand.stopLoss && trade.adoptedBy == Self.person)
    #expect(try await quarantines(system).isEmpty)
    try await eventually("it is watched like any trade") {
      try await system.autotrader("positions").output.contains(trade.tradeId)
    }
    _ = try await run(["positions"], system, transcript)

    // A person's own quarantine, lifted again.
    _ = try await run(["quarantine", proposals[3].symbol, "--reason", "mine today"], system, transcript)
    #expect(try await quarantines(system) == [Quarantine(symbol: proposals[3].symbol, cause: "asked", decidedBy: Self.person)])
    #expect(try await run(["quarantine", "lift", proposals[3].symbol], system, transcript).code == 0)
    #expect(try await run(["quarantine", "lift", proposals[3].symbol], system, transcript).code == 1)

    // The exchange takes the account over: one trade of a proposal, one adopted.
    _ = try await run(["fault", "liquidate"], system, transcript)
    try await eventually("both have ended") { try await watched.trades("open").isEmpty }
    #expect(try await reason(proposals[1].proposalId, system) == "liquidation")
    #expect(try await reason(trade.tradeId, system) == "liquidation")
    _ = try await run(["trades"], system, transcript)
    _ = try await run(["why", trade.tradeId], system, transcript)

    try await eventually("everything is flat and compared") { try await unexplained(system) == "0.00000000" }
    transcript.lines += try await reconciliations(system)
    // Nothing waits any more.
    #expect(try await system.autotrader("halt").code == 0)
    try await eventually("every event is handled by all who hear it", within: .seconds(120)) {
      try await Books(database: try system.auditor()).everythingIsHandled()
    }
    #expect(try await Books(database: try system.auditor()).lastingContradictions() == [])
    print(transcript.lines.joined(separator: "\n"))
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  /// How commands name whoever runs this test.
  private static let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"

  private static func approve(_ proposal: Proposal, _ system: RunningSystem) async throws {
    let answer = try await system.autotrader("approve", proposal.proposalId)
    #expect(answer.code == 0, "\(answer.output)")
  }

  private func run(
    _ arguments: [String], _ system: RunningSystem, _ transcript: Transcript
  ) async throws -> (code: Int32, output: String) {
    let answer = try await system.autotrader(arguments)
    transcript.lines += ["", "$ autotrader \(arguments.joined(separator: " "))", answer.output + "[\(answer.code)]"]
    return answer
  }

  private func waiting(_ system: RunningSystem) async throws -> [Proposal] {
    let listed = try await system.autotrader("approve", "--list", "--json")
    return try JSONDecoder().decode([Proposal].self, from: Data(listed.output.utf8)).filter { $0.status == "pending" }
  }

  private func quarantines(_ system: RunningSystem) async throws -> [Quarantine] {
    let listed = try await system.autotrader("quarantine", "list", "--json")
    return try JSONDecoder().decode([Quarantine].self, from: Data(listed.output.utf8))
  }

  private func rows(_ sql: String, _ system: RunningSystem) async throws -> [String] {
    try await system.auditor().transaction { try $0.execute(sql).map { try $0.readOptional("value", as: String.self) ?? "none" } }
  }

  private func reason(_ trade: String, _ system: RunningSystem) async throws -> String {
    try await rows("SELECT reason AS value FROM execution.trades WHERE id = '\(trade)'", system).first ?? "no trade"
  }

  private func alerts(_ system: RunningSystem) async throws -> [String] {
    try await rows(
      """
      SELECT concat_ws(' ', payload->>'code', payload->>'symbol') AS value FROM monitoring.outbox
      WHERE topic = 'position-monitor.position.alert'
      """, system)
  }

  /// A price of this instrument below the market: the lower one of the proposal's levels.
  private static func low(_ proposal: Proposal) throws -> String {
    "\(min(try #require(Price(proposal.stopLoss)), try #require(Price(proposal.takeProfit))))"
  }

  /// What the wallet changed by beyond the bookings, by the first comparison after the last trade's end.
  private func unexplained(_ system: RunningSystem) async throws -> String? {
    try await rows(
      """
      SELECT unexplained::text AS value FROM monitoring.reconciliations
      WHERE is_flat AND at > (SELECT max(closed_at) FROM execution.trades) ORDER BY at LIMIT 1
      """, system
    ).first
  }

  /// The comparisons that found something else than the one before, and the first.
  private func reconciliations(_ system: RunningSystem) async throws -> [String] {
    let rows = try await rows(
      """
      SELECT concat_ws(' ', to_char(at, 'HH24:MI:SS'), 'trades', trades, 'positions', positions, 'orders', orders, 'wallet', wallet_balance,
        'unexplained', coalesce(unexplained::text, '-'), (SELECT string_agg(concat_ws(' ', d->>'code', d->>'symbol', d->>'message'), '; ')
          FROM jsonb_array_elements(differences) d)) AS value
      FROM (SELECT *, lag(differences) OVER (ORDER BY at) AS before FROM monitoring.reconciliations) r
      WHERE before IS DISTINCT FROM differences ORDER BY at
      """, system)
    return ["", "reconciliations whose differences changed"] + rows
  }
}
