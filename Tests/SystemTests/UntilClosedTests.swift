import Foundation
import Model
import Testing
import TestKit

/// `autotrader up --keep until-closed`: what was earned is told, and it is what the exchange says.
@Suite(.serialized) struct UntilClosedTests {
  @Test func tradesOnRealCandlesCloseAndTheirResultsAreThoseOfTheExchange() async throws {
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data").standardized.path
    try #require(FileManager.default.fileExists(atPath: data), "this test plays the candles in \(data), which are not there")
    let system = try RunningSystem(["--keep", "until-closed", "--market", "replay:\(data)", "--timeframe", "5s"], basePort: 27_000)
    #expect(try await system.exitCode(within: .seconds(420)) == 0, "\(system.output.suffix(3000))")
    let output = system.output
    #expect(output.contains("The books agree with the exchange to the cent."), "\(output.suffix(3000))")
    let closed = output.split(separator: "\n").filter { $0.hasSuffix(" =") }
    #expect(!closed.isEmpty)
    for line in closed { #expect(line.contains(" takeProfit ") || line.contains(" stopLoss "), "\(line)") }
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
