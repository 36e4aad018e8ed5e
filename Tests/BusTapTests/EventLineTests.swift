import FoundationEssentials
import Instance
import Messages
import Testing

@testable import BusTap

@Suite struct EventLineTests {
  private let plain = Terminal(hasColours: false) { _ in }

  @Test func aLineShowsTimeProducerEventNumberAndPayload() throws {
    // 1,700,000,000 s after 1970 is 2023-11-14 22:13:20 UTC.
    let event = try EventSample.event("executor.trade.opened", #"{"symbol":"BTCUSDT"}"#, number: 12)
    #expect(EventLine(event).text(for: plain) == "22:13:20.123 executor         trade.opened       #12    symbol=BTCUSDT")
  }

  @Test func coloursAppearOnlyWhereTheyAreWanted() throws {
    let event = try EventSample.event("executor.trade.failed", "{}")
    let colourful = Terminal(hasColours: true) { _ in }
    #expect(EventLine(event).text(for: colourful).contains("\u{1B}[31mtrade.failed"))
    #expect(!EventLine(event).text(for: plain).contains("\u{1B}"))
  }

  @Test func aSummaryPutsTheSymbolFirstAndIdsLast() throws {
    let payload = #"{"cycleID":"c1","quantity":"0.5","symbol":"ETHUSDT","confidence":0.79,"steps":[1,2,3],"open":true,"gone":null}"#
    let summary = try Wire.decoder.decode(PayloadSummary.self, from: Data(payload.utf8))
    #expect(summary.text == "symbol=ETHUSDT confidence=0.79 open=true quantity=0.5 steps=[3] cycleID=c1")
  }

  @Test func aSummaryOpensNestedObjectsAndReadsTimes() throws {
    let payload = #"{"proposal":{"symbol":"XRPUSDT","approveBy":1700000000123000000,"leverage":5}}"#
    let summary = try Wire.decoder.decode(PayloadSummary.self, from: Data(payload.utf8))
    #expect(summary.text == "symbol=XRPUSDT approveBy=22:13:20.123 leverage=5")
  }

  @Test func aLongPayloadIsCut() throws {
    let event = try EventSample.event("analyzer.analysis.completed", #"{"text":"\#(String(repeating: "x", count: 500))"}"#)
    let line = EventLine(event).text(for: plain)
    #expect(line.hasSuffix("xx…"))
    #expect(line.count < 250)
  }
}
