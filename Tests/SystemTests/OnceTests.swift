import Foundation
import Model
import Testing
import TestKit

/// `autotrader up --once`: the first thing a newcomer sees.
@Suite(.serialized) struct OnceTests {
  @Test func oneCommandLeadsToAProtectedPositionAndLeavesNothingBehind() async throws {
    let system = try RunningSystem(["--once", "--market", "synthetic:7", "--timeframe", "5s"], basePort: 21_000)
    let code = try await system.exitCode()
    let output = system.output
    #expect(code == 0, "\(output)")
    #expect(output.contains("stop") && output.contains("target"), "\(output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func realCandlesLeadThere() async throws {
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data").standardized.path
    try #require(FileManager.default.fileExists(atPath: data), "this test plays the candles in \(data), which are not there")
    let system = try RunningSystem(["--once", "--market", "replay:\(data)", "--timeframe", "5s"], basePort: 21_100)
    #expect(try await system.exitCode() == 0, "\(system.output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func aFlatMarketNeverTrades() async throws {
    let system = try RunningSystem(["--once", "--market", "synthetic:flat", "--timeframe", "5s"], basePort: 21_200)
    #expect(try await system.exitCode() == 3, "\(system.output)")
    #expect(system.output.contains("flat market"), "each cycle says why: \(system.output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
