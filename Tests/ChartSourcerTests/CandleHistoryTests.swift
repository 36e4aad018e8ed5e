import Database
import Dispatch
import Exchange
import Logging
import Messages
import Model
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import ChartSourcer

/// Candles from a scripted exchange.
@Suite struct CandleHistoryTests {
  private func rows(_ start: Int64, _ end: Int64, _ change: (Int64) -> String? = { _ in nil }) -> String {
    stride(from: start, through: end, by: 60_000).reversed().map { time in
      change(time) ?? #"["\#(time)","100","102","99","101","5","500"]"#
    }.joined(separator: ",")
  }

  private func serve(_ request: ScriptedHTTPServer.Request, _ change: (Int64) -> String? = { _ in nil }) -> ScriptedHTTPServer.Reply {
    func number(_ name: String) -> Int64 {
      request.query.split(separator: "&").first { $0.hasPrefix(name + "=") }.flatMap { Int64($0.dropFirst(name.count + 1)) } ?? 0
    }
    let list = request.path == "/v5/market/kline" ? rows(number("start"), number("end"), change) : ""
    let time = TimeSource.system.now.milliseconds
    let result = #"{"category":"linear","symbol":"BTCUSDT","list":[\#(list)],"timeSecond":"\#(time / 1000)","timeNano":"\#(time)000000"}"#
    return .init(
      #"{"retCode":0,"retMsg":"OK","result":\#(result),"retExtInfo":{},"time":\#(time)}"#, headers: [("X-Paper-Exchange", "1")])
  }

  private func fetches(_ server: ScriptedHTTPServer) -> [String] {
    server.requests.filter { $0.path == "/v5/market/kline" }.compactMap { request in
      request.query.split(separator: "&").first { $0.hasPrefix("start=") }.map { String($0.dropFirst(6)) }
    }
  }

  private func history(_ room: Room, _ server: ScriptedHTTPServer) throws -> CandleHistory {
    let settings = try Settings.load(environment: ["AUTOTRADER_EXCHANGE_URL": server.baseURL])
    return CandleHistory(database: room.database, exchange: try VerifiedExchange(settings, .publicData, logger: quiet))
  }

  @Test("The window is fetched once; afterwards only its missing tail, and after a long absence only the window")
  func tail() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer { serve($0) }
    defer { server.stop() }
    let history = try history(room, server)
    let symbol = try #require(Symbol("BTCUSDT"))
    for minutes in [0, 0, 3, 3, 100_000] {
      let close = boundary + .seconds(minutes * 60)
      let candles = try await history.candles(symbol, .oneMinute, closingAt: close)
      #expect(candles.count == 300)
      #expect(candles.last?.openTime == close - .seconds(60))
      try candles.validate(.oneMinute)
    }
    // The second asks for the last known candle once more, to hold it against what is stored.
    let starts = [boundary - .seconds(300 * 60), boundary - .seconds(60), boundary + .seconds(99_700 * 60)]
    #expect(fetches(server) == starts.map { String($0.milliseconds) })
  }

  private func worker(_ room: Room, _ server: ScriptedHTTPServer, parallel: Int = 2) throws -> ChartWorker {
    ChartWorker(database: room.database, history: try history(room, server), parallel: parallel, time: room.clock.source, logger: quiet)
  }

  @Test("Candles that cannot be real fail the chart with the reason, and none is stored", arguments: ["NaN", "-5", "1e400", "103"])
  func malformed(_ open: String) async throws {
    let room = try await Room()
    let bad = (boundary - .seconds(600)).milliseconds
    let server = try ScriptedHTTPServer { serve($0) { $0 == bad ? #"["\#($0)","\#(open)","102","99","101","5","500"]"# : nil } }
    defer { server.stop() }
    _ = try await room.started()
    let worker = try worker(room, server)
    try await eventually("both charts have failed") {
      _ = try await worker.step()
      return try await published(ChartFailed.self, room.database).count == 2
    }
    #expect(try await published(ChartFailed.self, room.database).map(\.reason) == ["malformedCandles", "malformedCandles"])
    #expect(try await published(ChartCaptured.self, room.database).isEmpty)
    #expect(try await stored(room) == 0)
  }

  @Test("A missing candle in the middle fails the chart too")
  func gap() async throws {
    let room = try await Room()
    let missing = (boundary - .seconds(600)).milliseconds
    let server = try ScriptedHTTPServer { request in
      var reply = serve(request)
      reply.body = reply.body.replacing(#"["\#(missing)","100","102","99","101","5","500"],"#, with: "")
      return reply
    }
    defer { server.stop() }
    _ = try await room.started()
    #expect(try await worker(room, server).step() == .worked)
    #expect(try await published(ChartFailed.self, room.database).map(\.reason) == ["hole", "hole"])
    #expect(try await stored(room) == 0)
  }

  @Test("A hole in what is stored is filled, and nothing else is asked for but its two neighbours")
  func storedHole() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer { serve($0) }
    defer { server.stop() }
    let history = try history(room, server)
    let symbol = try #require(Symbol("BTCUSDT"))
    _ = try await history.candles(symbol, .oneMinute, closingAt: boundary)
    let lost = boundary - .seconds(600)
    _ = try await room.database.transaction { try $0.execute("DELETE FROM klines WHERE open_time = $1::timestamptz", lost) }
    #expect(try await history.candles(symbol, .oneMinute, closingAt: boundary).count == 300)
    #expect(fetches(server).last == String((lost - .seconds(60)).milliseconds))
    #expect(server.requests.last?.query.contains("end=\((lost + .seconds(60)).milliseconds)") == true)
  }

  @Test("A candle that the exchange gives otherwise than before ends the chart; the next cycle downloads everything anew")
  func contradiction() async throws {
    let room = try await Room()
    let changed = (boundary - .seconds(60)).milliseconds
    let isChanged = Mutex(false)
    let server = try ScriptedHTTPServer { request in
      serve(request) { time in
        time == changed && isChanged.withLock { $0 } ? #"["\#(time)","100","102","99","101.5","5","500"]"# : nil
      }
    }
    defer { server.stop() }
    let history = try history(room, server)
    let symbol = try #require(Symbol("BTCUSDT"))
    _ = try await history.candles(symbol, .oneMinute, closingAt: boundary)
    isChanged.withLock { $0 = true }
    let next = boundary + .seconds(60)
    let defect = await #expect(throws: KlineDefect.self) { try await history.candles(symbol, .oneMinute, closingAt: next) }
    #expect(defect?.reason == .contradiction)
    #expect(try await stored(room) == 0)
    #expect(try await history.candles(symbol, .oneMinute, closingAt: next).first { $0.openTime.milliseconds == changed }?.close == 101.5)
  }

  @Test("Charts are fetched side by side, never more at once than the bound says")
  func parallel() async throws {
    let room = try await Room()
    let counts = Mutex((arrived: 0, inside: 0, most: 0))
    let firstThree = DispatchGroup()
    for _ in 0..<3 { firstThree.enter() }
    let server = try ScriptedHTTPServer { request in
      guard request.path == "/v5/market/kline" else { return serve(request) }
      let arrived = counts.withLock { counts in
        counts = (counts.arrived + 1, counts.inside + 1, max(counts.most, counts.inside + 1))
        return counts.arrived
      }
      defer { counts.withLock { $0.inside -= 1 } }
      // The first three wait for each other: one after the other would never get past here in time.
      if arrived <= 3 { firstThree.leave() }
      _ = firstThree.wait(timeout: .now() + .seconds(10))
      return serve(request)
    }
    defer { server.stop() }
    let symbols = try (0..<7).map { try #require(Symbol("COIN\($0)USDT")) }
    _ = try await room.started(symbols)
    #expect(try await worker(room, server, parallel: 3).step() == .worked)
    #expect(try await published(ChartCaptured.self, room.database).count == 7)
    #expect(counts.withLock { $0.most } == 3)
  }

  private func stored(_ room: Room) async throws -> Int {
    try await room.database.transaction { try $0.execute("SELECT count(*) AS n FROM klines").first?.read("n", as: Int.self) ?? -1 }
  }

  @Test("An exchange that cannot be reached is waited for, and after the deadline the charts are expired")
  func unreachable() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer([.fault(.reset)])
    defer { server.stop() }
    _ = try await room.started()
    let worker = try worker(room, server)
    #expect(try await worker.step() != .worked)
    #expect(try await published(ChartFailed.self, room.database).isEmpty)
    room.clock.advance(by: .seconds(30))
    #expect(try await worker.step() == .worked)
    #expect(try await published(ChartFailed.self, room.database).map(\.reason) == ["expired", "expired"])
  }

  @Test("Good candles become an image under its own hash and one event a symbol")
  func captured() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer { serve($0) }
    defer { server.stop() }
    _ = try await room.started()
    #expect(try await worker(room, server).step() == .worked)
    let events = try await published(ChartCaptured.self, room.database)
    #expect(events.map(\.lastPrice.description) == ["101", "101"])
    for event in events {
      let handler = GetChartImageHandler(database: room.database)
      let png = try #require(try await handler.answer(GetChartImage(imageHash: event.imageHash)).png)
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      let small = try #require(try await handler.answer(GetChartImage(imageHash: event.imageHash, width: 400)).png)
      // A PNG's width is bytes 16 to 19.
      #expect(small[16..<20].reduce(0) { $0 << 8 | Int($1) } == 400)
    }
  }
}
