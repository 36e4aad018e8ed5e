import Foundation
import Model
import Testing
import TestKit

/// `autotrader up --once`: the first thing a newcomer sees.
@Suite(.serialized) struct OnceTests {
  /// Ten cycles, each at the next candle's close. In cycles of 5 s a busy machine would come too late for every entry; these markets have signals
  /// in their first minutes.
  private static let patience = Duration.seconds(720)

  @Test func oneCommandLeadsToAProtectedPositionAndLeavesNothingBehind() async throws {
    let system = try RunningSystem(["--once", "--market", "synthetic:7", "--timeframe", "1m"], basePort: 21_000)
    let code = try await system.exitCode(within: Self.patience)
    let output = system.output
    #expect(code == 0, "\(output)")
    #expect(output.contains("stop") && output.contains("target"), "\(output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func realCandlesLeadThere() async throws {
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data").standardized.path
    try #require(FileManager.default.fileExists(atPath: data), "this test plays the candles in \(data), which are not there")
    let system = try RunningSystem(["--once", "--market", "replay:\(data)", "--timeframe", "1m"], basePort: 21_100)
    #expect(try await system.exitCode(within: Self.patience) == 0, "\(system.output)")
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
