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

  @Test func aPersonDecidesOnEachProposalOnceAndCanAskWhy() async throws {
    // A minute's cycle leaves time to decide; the price may move as it likes.
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "1m", "--approve", "manual"], basePort: 24_000,
      environment: ["AUTOTRADER_APPROVAL_MAXDRIFT": "10", "AUTOTRADER_TRADING_TIMEFRAMES": "none"])
    try await system.waitUntilReady()
    let cycle = Task { try await system.autotrader("cycle", "run", "--timeframe", "1m", "--json") }
    try await eventually("two proposals wait for a decision", within: .seconds(40)) {
      try await proposals(system).filter { $0.status == "pending" }.count >= 2
    }
    let waiting = try await proposals(system).filter { $0.status == "pending" }
    #expect(try await system.autotrader("approve", waiting[0].proposalId).code == 0)
    for other in waiting.dropFirst() { #expect(try await system.autotrader("reject", other.proposalId).code == 0) }
    let again = try await system.autotrader("approve", waiting[0].proposalId)
    #expect(again.code == 1 && again.output.contains("already confirmed"), "\(again.output)")

    let ended = try await cycle.value
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
    #expect(try await system.autotrader("restart", "executor").code == 0)
    let status = try await system.autotrader("status", "--json")
    #expect(status.code == 0 && status.output.contains("executor"))
    #expect(try await system.autotrader("down").code == 0)
    #expect(try await system.exitCode(within: .seconds(20)) == 0)
    #expect(try await system.autotrader("status").code == 2)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
