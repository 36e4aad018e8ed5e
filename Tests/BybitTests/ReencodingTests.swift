import Foundation
import Model
import Testing

@testable import Bybit

/// Nothing that the exchange writes is changed or lost on its way through the reader.
@Suite struct ReencodingTests {
  private static let replies = [
    SheetExamples.serverTime, SheetExamples.kline, SheetExamples.tickers, SheetExamples.instruments, SheetExamples.wallet,
    SheetExamples.position, SheetExamples.empty, SheetExamples.closedPnL, SheetExamples.created, SheetExamples.cancelledAll,
    SheetExamples.order, SheetExamples.execution,
  ]

  @Test(arguments: replies + StreamExamples.all)
  func `every example of the sheet is decoded and encoded again with the same meaning`(text: String) throws {
    let decoded = try JSONValue(parsing: text.utf8)
    let encoded = try JSONEncoder().encode(decoded)
    // Foundation's own reader judges, not the one under test.
    let before = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    let after = try #require(try JSONSerialization.jsonObject(with: encoded) as? NSDictionary)
    #expect(before == after)
  }

  @Test func `the order body of the sheet's signature is written byte for byte`() {
    var body = RequestBody.linear
    for (name, value) in [
      ("symbol", "BTCUSDT"), ("side", "Buy"), ("orderType", "Limit"), ("qty", "0.010"), ("price", "60000.0"), ("timeInForce", "GTC"),
      ("orderLinkId", "sig-0001"),
    ] { body.add(name, value) }
    #expect(body.text.utf8.count == 150)
    #expect(
      body.text
        == #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.010","price":"60000.0","timeInForce":"GTC","orderLinkId":"sig-0001"}"#
    )
  }
}
