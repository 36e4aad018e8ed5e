import ArgumentParser
import Instance
import Messages
import Model
import ServiceKit
import Testing

@testable import Autotrader

@Suite struct TradingCommandTests {
  private let plain = Terminal(hasColours: false) { _ in }
  private let at = Timestamp(milliseconds: 1_700_000_000_000)

  @Test func theVerbsAndTheirFlagsAreRead() throws {
    let pause = try #require(try AutotraderCommand.parseAsRoot(["pause", "--json"]) as? PauseCommand)
    #expect(pause.json)
    let resume = try #require(try AutotraderCommand.parseAsRoot(["resume"]) as? ResumeCommand)
    #expect(!resume.resetBreakers && !resume.json)
    #expect(try #require(try AutotraderCommand.parseAsRoot(["resume", "--reset-breakers"]) as? ResumeCommand).resetBreakers)
    let halt = try #require(try AutotraderCommand.parseAsRoot(["halt", "--flatten"]) as? HaltCommand)
    #expect(halt.flatten && !halt.json)
    #expect(try !#require(try AutotraderCommand.parseAsRoot(["halt"]) as? HaltCommand).flatten)
  }

  @Test(arguments: [["pause", "--flatten"], ["resume", "--flatten"], ["halt", "--reset-breakers"], ["halt", "now"]])
  func flagsOfAnotherVerbAreRefused(_ arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(arguments) }
    #expect(error.map { AutotraderCommand.exitCode(for: $0).rawValue } == 64)
  }

  @Test func theStateSaysWhyAndHowFarTheBreakersAre() {
    let halted = TradingStateReport(
      level: .halted, reason: "drawdown", message: "too deep", decidedBy: "risk-manager", since: at, equity: Money("102000"),
      equityAt: at, peakEquity: Money("120000"), dailyStartEquity: Money("100000"), dailyLoss: -0.02,
      drawdown: 0.15, dailyLossLimit: 0.05, drawdownLimit: 0.15)
    #expect(
      TradingOutput(halted).lines(for: plain) == [
        "trading halted: too deep (since 2023-11-14T22:13:20.000000Z)",
        "equity 102000 USDT, +2.0 % since the day's first 100000 (halts at -5.0 %), -15.0 % from its peak 120000 (halts at -15.0 %)",
      ])
    let fresh = TradingStateReport(level: .running, since: at, dailyLossLimit: 0.05, drawdownLimit: 0.15)
    #expect(TradingOutput(fresh).lines(for: plain) == ["trading running", "equity not observed yet"])
  }

  @Test func theStateInJSONHasMoneyAsTextAndFractionsAsNumbers() throws {
    let report = TradingStateReport(
      level: .running, since: at, equity: Money("99.5"), equityAt: at, peakEquity: Money("100"),
      dailyStartEquity: Money("100"), dailyLoss: 0.005, drawdown: 0.005, dailyLossLimit: 0.05, drawdownLimit: 0.15)
    let text = String(decoding: try Wire.encoder.encode(TradingOutput(report)), as: UTF8.self)
    #expect(text.contains(#""equity":"99.5""#) && text.contains(#""dailyLoss":0.005"#) && text.contains(#""level":"running""#))
  }
}
