import Foundation
import Model
import Testing

@testable import PaperExchange

@Suite struct MarketTests {
  private func market(_ specification: MarketSpecification, _ names: String...) throws -> Market {
    try Market(
      specification, symbols: names.compactMap { Symbol($0) }, timeframe: .oneMinute, anchor: Timestamp(milliseconds: Desk.anchor))
  }

  private func candles(_ market: Market, _ name: String, _ range: Range<Int>) throws -> [TickCandle] {
    var market = market
    let symbol = try #require(Symbol(name))
    return market.withTape(symbol) { tape in range.map { tape.candle($0, through: .max) } }
  }

  @Test("A flat market never moves")
  func flat() throws {
    let candles = try candles(market(.flat, "BTCUSDT"), "BTCUSDT", -1000..<1000)
    #expect(candles.allSatisfy { $0 == .flat(600_000) })
  }

  @Test("A seed always gives the same market, another seed or symbol another one")
  func determinism() throws {
    let first = try candles(market(.synthetic(seed: 5), "BTCUSDT", "ETHUSDT"), "BTCUSDT", -1000..<500)
    #expect(try candles(market(.synthetic(seed: 5), "BTCUSDT"), "BTCUSDT", -1000..<500) == first)
    #expect(try candles(market(.synthetic(seed: 6), "BTCUSDT"), "BTCUSDT", -1000..<500) != first)
  }

  @Test("Synthetic candles are sound, joined without gaps, and as volatile as promised", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func plausibility(seed: UInt64) throws {
    for name in ["BTCUSDT", "DOGEUSDT", "ABCUSDT"] {
      let candles = try candles(market(.synthetic(seed: seed), name), name, -6000..<6000)
      for (index, candle) in candles.enumerated() {
        #expect(candle.low > 0 && candle.low <= min(candle.open, candle.close) && candle.high >= max(candle.open, candle.close))
        if index > 0 { #expect(candle.open == candles[index - 1].close) }
      }
      let ranges = candles.map { Double($0.high - $0.low) / Double($0.close) }
      let averages = stride(from: 0, to: ranges.count - 14, by: 14).map { ranges[$0..<$0 + 14].reduce(0, +) / 14 }
      let inside = averages.filter { (0.001...0.006).contains($0) }.count
      #expect(Double(inside) > 0.97 * Double(averages.count), "\(name): average range \(averages.reduce(0, +) / Double(averages.count))")
    }
  }

  @Test("What happens does not depend on how often time is advanced", arguments: [1, 2, 3] as [UInt64])
  func stepIndependence(seed: UInt64) throws {
    func play(step: Int64) throws -> [JSONValue?] {
      var desk = try Desk(market: .synthetic(seed: seed))
      #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
      let position = try #require(try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0])
      let price = try #require(position["markPrice"]?.text.flatMap(Double.init))
      func level(_ factor: Double) -> String { "\((price * factor).rounded())" }
      let stop = #"{"category":"linear","symbol":"BTCUSDT","takeProfit":"\#(level(1.004))","stopLoss":"\#(level(0.996))"}"#
      #expect(try desk.post("/v5/position/trading-stop", stop)["retCode"] == .integer(0))
      for factor in [0.999, 0.997, 0.995] {
        let fields = #""side":"Buy","orderType":"Limit","qty":"0.1","price":"\#(level(factor))","stopLoss":"\#(level(factor - 0.002))""#
        #expect(try desk.order(fields)["retCode"] == .integer(0))
      }
      let end = Desk.anchor + 7_200_000
      while desk.now < end {
        desk.now = min(end, desk.now + step)
        desk.api.engine.advance(to: desk.now)
      }
      return try desk.wholeState()
    }
    let whole = try play(step: 7_200_000)
    #expect(try play(step: 777) == whole)
    #expect(try #require(whole[4]?["list"]).items.count > 1)
  }

  @Test("A shock moves the price at once, fires stops at the new price, and shifts what follows")
  func shock() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1","stopLoss":"59000""#)["retCode"] == .integer(0))
    let body = Array(#"{"symbol":"BTCUSDT","price":"58000"}"#.utf8)
    let response = desk.control(APIRequest(method: "POST", path: "/control/price", body: body))
    #expect(response.status == 200)
    let row = try desk.get("/v5/position/closed-pnl", "category=linear")["result"]?["list"]?[0]
    // 58000 − 0.1 − 5.8: the market has jumped over the stop
    #expect(row?["avgExitPrice"] == .string("57994.1"))
    desk.now += 3_600_000
    let ticker = try desk.get("/v5/market/tickers", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    #expect(ticker?["lastPrice"] == .string("58000.00"))
    #expect(ticker?["highPrice24h"] == .string("60000.00"))
  }

  @Test("A replay plays recorded candles in order, history before the start, the last close for ever after")
  func replay() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<6).map { "\(1_000_000_000_000 + $0 * 900_000),\(100 + $0).5,\(103 + $0),\(99 + $0),\(101 + $0),\(10 + $0)" }
    try folder.write("open_time_ms,open,high,low,close,volume\n" + rows.joined(separator: "\n") + "\n", to: "ABCUSDT-15m.csv")
    try folder.write("this coarser file must not be read", to: "ABCUSDT-1h.csv")
    let market = try market(.replay(folder: folder.path, start: nil))
    let symbol = try #require(Symbol("ABCUSDT"))
    let contract = try #require(market.contract(symbol))
    let candles = try candles(market, "ABCUSDT", -3..<5)
    #expect(
      candles.map { contract.price(ticks: $0.open).description } == ["100.5", "101.5", "102.5", "103.5", "104.5", "105.5", "106", "106"])
    #expect(candles[5].volume.description == "15")
    #expect(market.finished(at: Desk.anchor + 179_999).isEmpty)
    #expect(market.finished(at: Desk.anchor + 180_000) == [symbol])
  }

  @Test("Compressed files are read like plain ones, and a damaged one is named")
  func compressed() throws {
    let folder = try TemporaryFolder()
    try folder.write("open_time_ms,open,high,low,close,volume\n1000000000000,1,2,1,2,3\n1000000060000,2,2,1,1,3\n", to: "ABUSDT-1m.csv")
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", folder.path + "/ABUSDT-1m.csv"]
    try gzip.run()
    gzip.waitUntilExit()
    #expect(try candles(market(.replay(folder: folder.path, start: nil)), "ABUSDT", -1..<1).count == 2)
    try folder.write("not gzip", to: "ABUSDT-1m.csv.gz")
    let failure = #expect(throws: StartFailure.self) { try market(.replay(folder: folder.path, start: nil)) }
    #expect(failure?.description.contains("ABUSDT-1m.csv.gz") == true)
  }

  @Test(
    "Market names are read strictly",
    arguments: [
      ("synthetic", "synthetic:1"), ("synthetic:42", "synthetic:42"), ("synthetic:flat", "synthetic:flat"), ("replay:data", "replay:data"),
      ("replay:data@2025-03-01", "replay:data@1740787200000"), ("replay:data@2025-03-01T12:00:00Z", "replay:data@1740830400000"),
      ("replay:data@1740787200000", "replay:data@1740787200000"), ("", nil), ("live", "live:https://api.bybit.com"),
      ("live:http://127.0.0.1:1", "live:http://127.0.0.1:1"), ("live:ftp", nil), ("synthetic:-1", nil), ("replay:", nil),
      ("replay:data@soon", nil),
    ] as [(String, String?)])
  func specification(text: String, meaning: String?) throws {
    guard let meaning else {
      #expect(throws: StartFailure.self) { try MarketSpecification(text) }
      return
    }
    #expect(try MarketSpecification(text).description == meaning)
  }
}
