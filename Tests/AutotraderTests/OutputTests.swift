import FoundationEssentials
import Instance
import Messages
import Model
import ServiceKit
import Testing

@testable import Autotrader

@Suite struct OutputTests {
  private let plain = Terminal(hasColours: false) { _ in }
  private let cycle = "0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11"
  private let hash = String(repeating: "ab", count: 32)

  /// 1,700,000,000 s after 1970 is 2023-11-14 22:13:20 UTC; 22:13:00 is the minute's boundary before it.
  private func report(_ status: CycleReport.Status, reason: String? = nil) throws -> CycleReport {
    let at = Timestamp(milliseconds: 1_700_000_000_000)
    let bitcoin = try #require(Symbol("BTCUSDT"))
    return CycleReport(
      cycleID: try #require(CycleID(cycle)), timeframe: .oneMinute, candleClose: Timestamp(milliseconds: 1_699_999_980_000), status: status,
      reason: reason, endsAt: at,
      steps: [
        CycleStep(name: .slots, outcome: .done, detail: "3 of 3 free", at: at),
        CycleStep(name: .chart, symbol: bitcoin, outcome: .done, detail: "200 candles", reference: hash, at: at),
        CycleStep(name: .filter, symbol: bitcoin, outcome: .declined, detail: "confidence 0.55 below 0.6", at: at),
      ], proposals: 0, tradesExecuted: 0)
  }

  @Test func aStoryHasOneAlignedLineAStep() throws {
    #expect(
      CycleStory(try report(.completed)).lines(for: plain) == [
        "Cycle 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11  1m, candle closed 22:13:00 UTC",
        "  ✓ slots                  3 of 3 free",
        "  ✓ chart        BTCUSDT   200 candles  abababababab…",
        "  ○ filter       BTCUSDT   declined: confidence 0.55 below 0.6",
        "  completed: 0 proposals, 0 trades executed",
      ])
  }

  @Test func aLongTextIsCutWhereTheStoryRunsPastAndWholeWhereItIsShown() throws {
    let at = Timestamp(milliseconds: 1_700_000_000_000)
    let step = CycleStep(name: .analysis, outcome: .done, detail: String(repeating: "x", count: 100), reference: "id", at: at)
    let report = CycleReport(
      cycleID: .random(), timeframe: .oneMinute, candleClose: at, status: .completed, endsAt: at, steps: [step], proposals: 2,
      tradesExecuted: 1)
    let cut = CycleStory(report).lines(for: plain)
    #expect(cut[1] == "  ✓ analysis               \(String(repeating: "x", count: 71))…  id")
    #expect(cut[2] == "  completed: 2 proposals, 1 trade executed")
    #expect(CycleStory(report).lines(for: plain, cutsDetails: false)[1] == "  ✓ analysis               \(step.detail)  id")
  }

  @Test func aSkippedCycleSaysWhy() throws {
    #expect(CycleStory(try report(.skipped, reason: "noFreeSlot")).lines(for: plain).last == "  skipped: noFreeSlot")
  }

  @Test func aCycleInJSONHasTheKeysThatScriptsReadAndTimesAsText() throws {
    let data = try Wire.encoder.encode(CycleOutput(try report(.completed)))
    struct Read: Decodable {
      struct Step: Decodable {
        let name: String
        let at: String
      }
      let cycleId: String
      let status: String
      let steps: [Step]
      let tradesExecuted: Int
    }
    let read = try JSONDecoder().decode(Read.self, from: data)
    #expect(read.cycleId == cycle)
    #expect(read.status == "completed")
    #expect(read.tradesExecuted == 0)
    #expect(read.steps.map(\.name) == ["slots", "chart", "filter"])
    #expect(read.steps.first?.at == "2023-11-14T22:13:20.000000Z")
  }

  @Test func tablesAlignWordsLeftAndNumbersRight() {
    var table = Table([.init("symbol"), .init("price", isNumber: true), .init("note")])
    table.add(["BTCUSDT", "97000.5", ""])
    table.add(["XRP", "2", "small"])
    #expect(table.lines == ["symbol     price  note", "BTCUSDT  97000.5", "XRP            2  small"])
  }

  @Test(arguments: [
    (Duration.milliseconds(440), "0.4 s"), (.seconds(12), "12 s"), (.seconds(310), "5 min 10 s"), (.seconds(11_100), "3 h 5 min"),
    (.seconds(187_200), "2 d 4 h"),
  ])
  func durationsAreShort(_ duration: Duration, _ text: String) {
    #expect(duration.text == text)
  }

  @Test func theFollowerTellsACycleWholeAndIgnoresTheRest() throws {
    let skipped = CycleSkipped(
      cycleID: try #require(CycleID(cycle)), timeframe: .oneMinute, candleClose: Timestamp(milliseconds: 1_699_999_980_000), reason: "late",
      message: "started too late")
    let follower = StoryFollower(terminal: plain, approvesAutomatically: true)
    #expect(try follower.lines(about: try encode(skipped)) == ["22:13:20 cycle skipped (late): started too late"])
    let alert = PositionAlert(symbol: try #require(Symbol("BTCUSDT")), code: .unprotected, message: "no stop")
    #expect(try follower.lines(about: try encode(alert)) == ["22:13:20 alert BTCUSDT unprotected: no stop"])
    let failed = TradeFailed(
      tradeID: .random(), cycleID: .random(), symbol: try #require(Symbol("BTCUSDT")), reason: "rejected", message: "no")
    #expect(try follower.lines(about: try encode(failed)).isEmpty)
  }

  private func encode(_ event: some Event) throws -> EncodedEvent {
    let envelope = Envelope(
      id: .random(), topic: type(of: event).topic, version: type(of: event).version, occurredAt: Timestamp(milliseconds: 1_700_000_000_000),
      number: 1, correlationID: .random(), causationID: nil, actBefore: nil)
    return EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(event))
  }
}
