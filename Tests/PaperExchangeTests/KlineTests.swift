import Model
import Testing

@testable import PaperExchange

@Suite struct KlineTests {
  private func rows(_ desk: inout Desk, _ query: String) throws -> [JSONValue] {
    let reply = try desk.get("/v5/market/kline", "category=linear&symbol=BTCUSDT&" + query)
    #expect(reply["retCode"] == .integer(0))
    return try #require(reply["result"]?["list"]).items
  }

  private func code(_ desk: inout Desk, _ query: String) throws -> JSONValue? {
    try desk.get("/v5/market/kline", "category=linear&" + query)["retCode"]
  }

  @Test("Rows are seven strings, newest first, the open candle on top, 200 unless told otherwise")
  func shape() throws {
    var desk = try Desk(market: .synthetic(seed: 1))
    desk.now += 90_000
    let rows = try rows(&desk, "interval=1")
    #expect(rows.count == 200)
    #expect(rows.allSatisfy { $0.items.count == 7 && $0.items.allSatisfy { $0.text != nil } })
    #expect(rows[0][0]?.text == String(Desk.anchor + 60_000))
    #expect(rows[1][0]?.text == String(Desk.anchor))
    let ticker = try desk.get("/v5/market/tickers", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    #expect(rows[0][4] == ticker?["lastPrice"])
  }

  @Test("Between 1 and 1000 candles can be asked for")
  func limits() throws {
    var desk = try Desk(market: .synthetic(seed: 1))
    #expect(try rows(&desk, "interval=1&limit=1000").count == 1000)
    #expect(try rows(&desk, "interval=1&limit=1").count == 1)
    for limit in ["0", "1001", "-1", "x"] {
      #expect(try code(&desk, "symbol=BTCUSDT&interval=1&limit=\(limit)") == .integer(10001))
    }
  }

  @Test("Start and end are inclusive")
  func range() throws {
    var desk = try Desk(market: .synthetic(seed: 1))
    let (start, end) = (Desk.anchor - 300_000, Desk.anchor - 120_000)
    let times = try rows(&desk, "interval=1&start=\(start)&end=\(end)").map { $0[0]?.text }
    #expect(times == stride(from: end, through: start, by: -60_000).map { String($0) })
  }

  @Test("A five-minute candle is the five one-minute candles in it")
  func aggregation() throws {
    var desk = try Desk(market: .synthetic(seed: 3))
    let start = (Desk.anchor / 300_000 - 2) * 300_000
    let minutes = try rows(&desk, "interval=1&start=\(start)&end=\(start + 299_999)")
    let five = try #require(try rows(&desk, "interval=5&start=\(start)&end=\(start)").first)
    func numbers(_ column: Int) -> [Double] { minutes.compactMap { $0[column]?.text.flatMap(Double.init) } }
    try #require(minutes.count == 5)
    #expect(five[1] == minutes[4][1])
    #expect(five[2]?.text.flatMap(Double.init) == numbers(2).max())
    #expect(five[3]?.text.flatMap(Double.init) == numbers(3).min())
    #expect(five[4] == minutes[0][4])
    let volume = try #require(five[5]?.text.flatMap(Double.init))
    #expect(abs(volume - numbers(5).reduce(0, +)) < 1e-6)
  }

  @Test("Intervals that are unknown, or finer than the played candles, are refused")
  func intervals() throws {
    var desk = try Desk(timeframe: .fifteenMinutes)
    for interval in ["1", "5", "5s", "W", "7", ""] {
      #expect(try code(&desk, "symbol=BTCUSDT&interval=\(interval)") == .integer(10001), "interval \(interval)")
    }
    #expect(try code(&desk, "symbol=BTCUSDT&interval=60") == .integer(0))
    #expect(try code(&desk, "symbol=NONEUSDT&interval=60") == .integer(10001))
    var fast = try Desk(timeframe: .fiveSeconds)
    #expect(try rows(&fast, "interval=5s&limit=2").map { $0[0]?.text } == [String(Desk.anchor), String(Desk.anchor - 5000)])
    #expect(try rows(&fast, "interval=1&limit=2").count == 2)
  }
}
