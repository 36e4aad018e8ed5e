import Foundation
import Testing
import TestKit

/// The command line against a whole running system.
@Suite(.serialized) struct CommandTests {
  /// Runs `autotrader` in the system's folder. - Returns: its exit code and what it wrote.
  private func autotrader(_ arguments: [String], _ system: RunningSystem) async throws -> (code: Int32, output: String) {
    let file = "\(system.folder)/command-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: file))
    let process = Process()
    process.executableURL = RunningSystem.program("autotrader")
    process.arguments = arguments + ["--instance", "\(system.folder)/instances"]
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try await eventually("autotrader \(arguments.joined(separator: " ")) ends", within: .seconds(90)) { !process.isRunning }
    return (process.terminationStatus, try String(contentsOfFile: file, encoding: .utf8))
  }

  private struct Proposal: Decodable {
    let proposalId: String
    let symbol: String
    let status: String
  }

  private func proposals(_ system: RunningSystem) async throws -> [Proposal] {
    let listed = try await autotrader(["approve", "--list", "--json"], system)
    try #require(listed.code == 0, "\(listed.output)")
    return try JSONDecoder().decode([Proposal].self, from: Data(listed.output.utf8))
  }

  @Test func aPersonDecidesOnEachProposalOnceAndCanAskWhy() async throws {
    // A minute's cycle leaves time to decide; the price may move as it likes.
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "1m", "--approve", "manual"], basePort: 24_000,
      environment: ["AUTOTRADER_APPROVAL_MAXDRIFT": "10", "AUTOTRADER_TRADING_TIMEFRAMES": "none"])
    try await system.waitUntilReady()
    let cycle = Task { try await autotrader(["cycle", "run", "--timeframe", "1m", "--json"], system) }
    try await eventually("two proposals wait for a decision", within: .seconds(40)) {
      try await proposals(system).filter { $0.status == "pending" }.count >= 2
    }
    let waiting = try await proposals(system).filter { $0.status == "pending" }
    #expect(try await autotrader(["approve", waiting[0].proposalId], system).code == 0)
    for other in waiting.dropFirst() { #expect(try await autotrader(["reject", other.proposalId], system).code == 0) }
    let again = try await autotrader(["approve", waiting[0].proposalId], system)
    #expect(again.code == 1 && again.output.contains("already confirmed"), "\(again.output)")

    let ended = try await cycle.value
    #expect(ended.code == 0 && ended.output.contains("\"tradesExecuted\":1"), "\(ended.output)")
    let why = try await autotrader(["why", waiting[0].proposalId, "--chart", "\(system.folder)/chart.png"], system)
    #expect(why.code == 0)
    for part in ["Analysis", "✓ \(waiting[0].symbol) minimumConfidence", "risk of this quantity", "confirmed by", "open", "read back"] {
      #expect(why.output.contains(part), "\(part) is missing in: \(why.output)")
    }
    let png = try Data(contentsOf: URL(fileURLWithPath: "\(system.folder)/chart.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let whyNot = try await autotrader(["why", waiting[1].proposalId], system)
    #expect(whyNot.output.contains("rejected by"), "\(whyNot.output)")
    let logs = try await autotrader(["logs", "executor"], system)
    #expect(logs.code == 0 && logs.output.contains("started"))
    #expect(try await autotrader(["restart", "executor"], system).code == 0)
    let status = try await autotrader(["status", "--json"], system)
    #expect(status.code == 0 && status.output.contains("executor"))
    #expect(try await autotrader(["down"], system).code == 0)
    #expect(try await system.exitCode(within: .seconds(20)) == 0)
    #expect(try await autotrader(["status"], system).code == 2)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
