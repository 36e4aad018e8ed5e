import Messages
import Model
import Telegram
import Testing

@testable import Notifier

/// The words of an approval message, line by line.
@Suite struct ApprovalTextTests {
  private func lines(
    _ proposal: TradeProposal, analysis: GetAnalysis.Reply? = nil, equity: Money? = nil, calibration: GetCalibration.Reply? = nil
  ) -> [String] {
    let text = ApprovalText(proposal: proposal, analysis: analysis, equity: equity, calibration: calibration).html
    return TelegramHTML.plain(text).split(separator: "\n").map(String.init)
  }

  private func cost(_ calls: Int, _ dollars: String, estimated: Bool = false) throws -> CostRow {
    CostRow(
      key: "x", calls: calls, answered: 1, promptTokens: 1500 * calls, completionTokens: 300, cost: try #require(Dollars(dollars)),
      hasEstimates: estimated)
  }

  @Test("A trader reads direction, size, levels with their distance, risk, reward, confidence and what it was worth, cost and expiry")
  func whole() throws {
    let proposal = try Fixture.proposal(prompt: "chart-analysis@1")
    let summary = Known.analysis(proposal, reasoning: "it rises & rises\n<fast>")
    let told = lines(
      proposal, analysis: GetAnalysis.Reply(analysis: summary, cost: try cost(2, "0.00125")), equity: Money("1000"),
      calibration: GetCalibration.Reply(bins: [CalibrationBin(tenth: 8, closed: 22, won: 14)]))
    #expect(
      told == [
        "▲ LONG BTCUSDT 1m  #\(proposal.proposalID.compact.prefix(8))",
        "Size 1 = 100.00 USDT, leverage 5",
        "Entry 100",
        "Stop 95 (-5 %)  Target 110 (+10 %)",
        "Risk 5.00 USDT (0.5 % of equity)  R:R 2",
        "Confidence 0.8 by chart-analysis@1",
        "Such trades so far: 14 of 22 closed trades at 0.8–0.9 won (95 %: 43–80 %)",
        "Analysis cost: $ 0.00125 (3000 + 300 tokens, 2 calls)",
        "Decide before 22:14:08 UTC, then it expires.",
        "breakout: it rises & rises <fast>",
      ])
  }

  @Test("What is not known is said, and nothing is made up for it")
  func unknown() throws {
    let told = lines(try Fixture.proposal("BTCUSDT", .sell, prompt: "chart-analysis@1"))
    #expect(told.contains("Stop 105 (+5 %)  Target 90 (-10 %)"))
    #expect(told.contains("Risk 5.00 USDT  R:R 2"))
    #expect(told.contains("Calibration: not known, executor did not answer"))
    #expect(told.contains("Analysis cost: not known, analyzer did not answer"))
  }

  @Test("Too few closed trades are counted and give no rate")
  func few() throws {
    let reply = GetCalibration.Reply(bins: [CalibrationBin(tenth: 8, closed: 9, won: 9), CalibrationBin(tenth: 7, closed: 50, won: 1)])
    let told = lines(try Fixture.proposal(), calibration: reply)
    #expect(told.contains("Uncalibrated: only 9 closed trades at 0.8–0.9, told from 10 on"))
    #expect(lines(try Fixture.proposal(), calibration: .init(bins: [])).contains { $0.contains("only 0 closed trades") })
  }

  @Test("The cost says when it is an upper bound, was paid before, or is none")
  func costs() throws {
    func words(_ cost: CostRow?, _ prompt: String) -> String {
      AnalysisCostText.words(GetAnalysis.Reply(cost: cost), promptName: prompt)
    }
    #expect(words(try cost(1, "0.0003", estimated: true), "a@1") == "at most $ 0.0003 (1500 + 300 tokens, 1 call)")
    #expect(words(try cost(1, "0.5"), "a@1") == "$ 0.50 (1500 + 300 tokens, 1 call)")
    #expect(words(nil, "a@1") == "none, an answer paid before was used")
    #expect(words(nil, "rules-1") == "none, no model was used")
    #expect(AnalysisCostText.words(nil, promptName: "rules-1") == "none, no model was used")
  }

  @Test(
    "A reasoning of any length and script is cut so that the caption stays within Telegram's limit", arguments: ["it rises & ", "👍🏽<&", "👨‍👩‍👧‍👦"])
  func caption(_ unit: String) throws {
    let proposal = try Fixture.proposal()
    for count in [0, 10, 100, 1000, 5000] {
      let summary = Known.analysis(proposal, reasoning: String(repeating: unit, count: count))
      let text = ApprovalText(
        proposal: proposal, analysis: GetAnalysis.Reply(analysis: summary), equity: Money("1000"), calibration: .init(bins: [])
      ).html
      // What the decision will add has room too.
      #expect(TelegramHTML.plain(text).utf16.count + 110 <= TelegramHTML.captionLimit)
      if count != 100 { #expect(text.contains("…</i>") == (count > 100)) }
    }
  }
}
