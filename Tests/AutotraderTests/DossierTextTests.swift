import Foundation
import Instance
import Messages
import Model
import TestKit
import Testing

@testable import Autotrader

@Suite struct DossierTextTests {
  private func text(_ dossier: Dossier) -> String {
    DossierText(dossier: dossier).lines(for: Terminal(hasColours: false) { _ in }).joined(separator: "\n")
  }

  private func report(_ steps: [CycleStep]) throws -> CycleReport {
    CycleReport(
      cycleID: try #require(CycleID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001")), timeframe: .oneMinute,
      candleClose: Timestamp(milliseconds: 1_700_000_100_000), status: .completed, endsAt: Timestamp(milliseconds: 1_700_000_160_000),
      steps: steps, proposals: 0, tradesExecuted: 0)
  }

  @Test func aSignalThatBecameNoTradeSaysWhichRuleAndWhichNumberStoppedIt() throws {
    let symbol = try #require(Symbol("BTCUSDT"))
    let step = CycleStep(
      name: .filter, symbol: symbol, outcome: .declined, detail: "minimumConfidence: 0.410", at: Timestamp(milliseconds: 1_700_000_101_000))
    let dossier = Dossier(
      cycle: CycleOutput(try report([step])), symbol: symbol, analysis: nil, analysisRecord: nil,
      verdicts: [
        Verdict(symbol: symbol, rule: "hasDirection", value: "buy", limit: "buy or sell", passed: true),
        Verdict(symbol: symbol, rule: "minimumConfidence", value: "0.410", limit: "≥ 0.600", passed: false),
      ], sizings: [], approvals: [], calibrations: [], trades: [])
    let told = text(dossier)
    #expect(told.contains("✓ BTCUSDT hasDirection: buy, needs buy or sell"))
    #expect(told.contains("✗ BTCUSDT minimumConfidence: 0.410, needs ≥ 0.600"))
    #expect(told.contains("filter BTCUSDT declined: minimumConfidence: 0.410"))
    #expect(!told.contains("Trade"))
  }

  @Test func theSizingArithmeticIsShownStepByStep() throws {
    let symbol = try #require(Symbol("ETHUSDT"))
    let sizing = Sizing(
      symbol: symbol, outcome: "declined", message: "below the minimum",
      steps: [Sizing.Step(name: "riskAmount", value: "10"), Sizing.Step(name: "quantity", value: "0.001")])
    let dossier = Dossier(
      cycle: CycleOutput(try report([])), symbol: symbol, analysis: nil, analysisRecord: nil, verdicts: [], sizings: [sizing],
      approvals: [], calibrations: [], trades: [])
    #expect(text(dossier).contains("Sizing of ETHUSDT: declined (below the minimum)\n  riskAmount: 10\n  quantity: 0.001"))
  }

  @Test func aLogIsReadInWholeLinesFromWhereReadingStopped() throws {
    let folder = try TemporaryFolder()
    try folder.write("one\ntwo\nthr", to: "a.log")
    var reader = LogReader(name: "a", path: "\(folder.path)/a.log")
    #expect(try reader.next() == ["one", "two"])
    try folder.write("one\ntwo\nthree\n", to: "a.log")
    #expect(try reader.next() == ["three"])
    #expect(try reader.next() == [])
    try folder.write("new\n", to: "a.log")
    #expect(try reader.next() == ["new"])
  }

  @Test func aLogThatWasRotatedBetweenTwoLooksIsReadWithoutAGap() throws {
    let folder = try TemporaryFolder()
    try folder.write("one\ntwo\nthr", to: "a.log")
    var reader = LogReader(name: "a", path: "\(folder.path)/a.log")
    #expect(try reader.next() == ["one", "two"])
    try folder.write("one\ntwo\nthree\nfour\n", to: "a.log.1")
    try folder.write("five\n", to: "a.log")
    #expect(try reader.next() == ["three", "four", "five"])
    #expect(try reader.next() == [])
    var whole = LogReader(name: "a", path: "\(folder.path)/a.log", readsOlder: true)
    #expect(try whole.next() == ["one", "two", "three", "four", "five"])
    #expect(try whole.next() == [])
  }
}
