import Bybit
import Model
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct MarketTests {
  private func kline(_ rows: String, time: Int64 = 1_700_000_123_456) -> String { envelope(0, result: #"{"list":[\#(rows)]}"#, time: time) }

  @Test func `the server's time is that of the envelope and corrects the clock`() async throws {
    let bench = try Bench(SheetExamples.serverTime)
    #expect(try await bench.client.serverTime() == Timestamp(milliseconds: 1_700_000_000_123))
    // Our clock is 123.333 s ahead; half of a short round trip is added.
    let offset = try #require(bench.client.clockOffset)
    #expect(offset >= .milliseconds(-123_333) && offset <= .milliseconds(-122_833))
    #expect(bench.server.requests[0].target == "/v5/market/time")
    #expect(bench.server.requests[0].header("X-BAPI-SIGN") == nil)
  }

  @Test func `klines come ascending without the candle that is still open`() async throws {
    let bench = try Bench(SheetExamples.kline)
    let candles = try await bench.client.klines(try Fixture.symbol(), .oneMinute, limit: 2)
    let expected = Candle(
      openTime: Timestamp(milliseconds: 1_700_000_040_000), open: 60_000, high: 60_012, low: 59_990.1, close: 60_010, volume: 9.87)
    #expect(candles == [expected])
    #expect(bench.server.requests[0].target == "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1&limit=2")
  }

  @Test func `a candle is closed from the millisecond at which it ends`() async throws {
    let row = #"["1700000040000","1","1","1","1","0","0"]"#
    let bench = try Bench([.init(kline(row, time: 1_700_000_099_999)), .init(kline(row, time: 1_700_000_100_000))])
    #expect(try await bench.client.klines(try Fixture.symbol(), .oneMinute).isEmpty)
    #expect(try await bench.client.klines(try Fixture.symbol(), .oneMinute).count == 1)
  }

  @Test(arguments: [
    #"["1700000040000","nan","1","1","1","0","0"]"#, #"["1700000040000","1","2","0","1","0","0"]"#, #"["1700000040000","1","1","1"]"#,
    #"["1700000040000","5","2","1","1","0","0"]"#, #"["x","1","1","1","1","0","0"]"#, #"["1700000040000","0x1","1","1","1","0","0"]"#,
    #"["1700000040000","1","1","1","1","0","0"],["1700000040000","1","1","1","1","0","0"]"#, "7",
  ])
  func `a candle that cannot be real fails the call and names the symbol`(row: String) async throws {
    let bench = try Bench(kline(row))
    let symbol = try Fixture.symbol()
    let error = await failure { () async throws(BybitError) in _ = try await bench.client.klines(symbol, .oneMinute) }
    #expect(error?.kind == .malformedReply)
    #expect(error?.message.contains("BTCUSDT") == true)
  }

  @Test func `a long range is read in pages of a thousand candles`() async throws {
    let server = try ScriptedHTTPServer { request in
      let numbers = Dictionary(
        uniqueKeysWithValues: request.query.split(separator: "&").compactMap { part -> (Substring, Int64)? in
          let pair = part.split(separator: "=")
          return Int64(pair[1]).map { (pair[0], $0) }
        })
      let starts = stride(from: numbers["start"] ?? 0, through: numbers["end"] ?? 0, by: 60_000).reversed()
      let rows = starts.map { #"["\#($0)","1","1","1","1","0","0"]"# }.joined(separator: ",")
      return .init(envelope(0, result: #"{"list":[\#(rows)]}"#))
    }
    let bench = try Bench(server)
    let first = Timestamp(milliseconds: 1_699_800_000_000)
    let candles = try await bench.client.klines(try Fixture.symbol(), .oneMinute, in: first...(first + .seconds(60 * 2499)))
    #expect(candles.count == 2500)
    try candles.validate(.oneMinute)
    #expect(server.requests.count == 3)
  }

  @Test func `the ticker of the sheet is read`() async throws {
    let bench = try Bench(SheetExamples.tickers)
    let ticker = try await bench.client.ticker(try Fixture.symbol())
    let read = [ticker.lastPrice, ticker.markPrice, ticker.indexPrice, ticker.bid, ticker.ask].map { $0?.description }
    #expect(read == ["60015.2", "60013.44", "60011.9", "60015.1", "60015.2"])
    #expect(ticker.fundingRate.description == "0.0001")
    #expect(ticker.at == Bench.start)
    #expect(try await bench.client.tickers() == [ticker])
  }

  @Test func `the instrument of the sheet is read`() async throws {
    let bench = try Bench(SheetExamples.instruments)
    let instrument = try #require(try await bench.client.instruments().first)
    let expected = Instrument(
      symbol: try Fixture.symbol(), tickSize: try Fixture.value("0.1"), quantityStep: try Fixture.value("0.001"),
      minimumQuantity: try Fixture.value("0.001"), maximumMarketQuantity: try Fixture.value("500"), minimumNotional: try Fixture.value("5"),
      maximumLeverage: 100)
    #expect(instrument == expected)
  }

  @Test func `dated futures and contracts that are not open are left out`() async throws {
    let dated = SheetExamples.instruments.replacing("\"BTCUSDT\",\"symbolId\"", with: "\"BTCUSDT-26DEC25\",\"symbolId\"")
    let closed = SheetExamples.instruments.replacing("\"Trading\"", with: "\"PreLaunch\"")
    let bench = try Bench([.init(dated), .init(closed)])
    #expect(try await bench.client.instruments().isEmpty)
    #expect(try await bench.client.instruments().isEmpty)
  }

  @Test func `only a server that says so is a paper exchange`() async throws {
    let body = SheetExamples.serverTime
    let bench = try Bench([
      .init(body), .init(body, headers: [("x-paper-exchange", "1")]), .init(body, headers: [("X-Paper-Exchange", "false")]),
    ])
    #expect(try await bench.client.identify() == false)
    #expect(try await bench.client.identify())
    #expect(try await bench.client.identify() == false)
  }

  @Test func `each timeframe has the exchange's name`() {
    #expect(Timeframe.allCases.map(\.bybitInterval) == ["5s", "1", "3", "5", "15", "30", "60", "120", "240", "360", "720", "D"])
  }
}
