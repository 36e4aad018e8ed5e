import Foundation
import Model
import Testing
import TestKit

/// `autotrader up --keep until-closed`: what was earned is told, and it is what the exchange says.
@Suite(.serialized) struct UntilClosedTests {
  @Test func tradesOnRealCandlesCloseAndTheirResultsAreThoseOfTheExchange() async throws {
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data").standardized.path
    try #require(FileManager.default.fileExists(atPath: data), "this test plays the candles in \(data), which are not there")
    // Funding is paid every eight hours and booked at a trade's end: while one is open that has paid it, the books differ from the wallet.
    try await eventually("no funding is due in the next ten minutes", within: .seconds(700)) {
      28_800_000 - TimeSource.system.now.milliseconds % 28_800_000 > 600_000
    }
    // A slot for each symbol, small and approved at once: more trades a minute, so that both ways out are seen early.
    let system = try RunningSystem(
      ["--keep", "until-closed", "--market", "replay:\(data)", "--timeframe", "5s"], basePort: 27_000,
      environment: ["AUTOTRADER_RISK_SLOTS": "5", "AUTOTRADER_RISK_FRACTION": "0.002", "AUTOTRADER_APPROVAL_DELAY": "0"])
    #expect(try await system.exitCode(within: .seconds(1500)) == 0, "\(system.output.suffix(3000))")
    let output = system.output
    #expect(output.contains("The books agree with the exchange to the cent."), "\(output.suffix(3000))")
    let closed = output.split(separator: "\n").filter { $0.hasSuffix(" =") }
    #expect(!closed.isEmpty)
    // Three amounts from three sources, digit by digit: rebuilt from the executions, as stored, as the exchange's closed PnL.
    for line in closed {
      let words = line.split(separator: " ")
      #expect(words.count == 9 && words[5] == words[6] && words[6] == words[7], "\(line)")
    }
    // Waiting for both has an end (KeepGoalTests): which exits these candles give depends on the minute of the start.
    #expect(closed.allSatisfy { $0.contains(" takeProfit ") || $0.contains(" stopLoss ") }, "\(output.suffix(3000))")
    let sum = try closed.reduce(Money.zero) { $0 + (try #require(Money($1.split(separator: " ")[5].description))) }
    let totals = try #require(output.firstMatch(of: /Closed trades (\S+) USDT, open and earlier trades (\S+) USDT, together (\S+) USDT/))
    let wallet = try #require(output.firstMatch(of: /Wallet (\S+) → (\S+) USDT, changed by (\S+) USDT/))
    #expect(sum == Money(String(totals.1)))
    #expect(sum + (try #require(Money(String(totals.2)))) == Money(String(totals.3)))
    let change = try #require(Money(String(wallet.2))) - (try #require(Money(String(wallet.1))))
    #expect(change == Money(String(wallet.3)) && change == Money(String(totals.3)))
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
