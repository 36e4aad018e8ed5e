import Logging
import Model
import Testing

@testable import PaperExchange

@Suite struct RestartTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func configuration(_ folder: TemporaryFolder, market: MarketSpecification = .synthetic(seed: 4)) throws
    -> PaperExchangeConfiguration
  {
    let address = try #require(ListenAddress("127.0.0.1:0"))
    return PaperExchangeConfiguration(
      listen: address, control: address, market: market, timeframe: .oneMinute, symbols: ["BTCUSDT", "ETHUSDT"].compactMap { Symbol($0) },
      balance: Money(FixedPoint(units: 10_000 * FixedPoint.unitsPerOne)), apiKey: Desk.key, apiSecret: Desk.secret, state: folder.path)
  }

  private func open(_ folder: TemporaryFolder, at time: Int64) throws -> Exchange {
    try Exchange(configuration(folder), at: Timestamp(milliseconds: time), logger: logger)
  }

  private func state(_ exchange: Exchange, at time: Int64) async throws -> [JSONValue?] {
    var state: [JSONValue?] = []
    for (path, query) in [
      ("/v5/account/wallet-balance", "accountType=UNIFIED"), ("/v5/position/list", "category=linear&symbol=BTCUSDT"),
      ("/v5/position/list", "category=linear&symbol=ETHUSDT"), ("/v5/order/realtime", "category=linear&settleCoin=USDT&limit=50"),
      ("/v5/order/history", "category=linear&limit=50"), ("/v5/execution/list", "category=linear&limit=100"),
      ("/v5/position/closed-pnl", "category=linear&limit=100"), ("/v5/market/kline", "category=linear&symbol=BTCUSDT&interval=1"),
    ] {
      let response = await exchange.respond(to: Desk.signed("GET", path, query: query, at: time), at: Timestamp(milliseconds: time))
      #expect(response.retCode == 0)
      state.append(try JSONValue(parsing: response.body)["result"])
    }
    return state
  }

  private func post(_ exchange: Exchange, _ path: String, _ body: String, at time: Int64) async {
    let response = await exchange.respond(to: Desk.signed("POST", path, body: body, at: time), at: Timestamp(milliseconds: time))
    #expect(response.retCode == 0, "\(String(decoding: response.body, as: UTF8.self))")
  }

  /// A session with every kind of command in it. - Returns: its last moment.
  private func trade(_ exchange: Exchange, from start: Int64) async throws -> Int64 {
    var time = start
    func at(_ seconds: Int64) -> Int64 {
      time += seconds * 1000
      return time
    }
    let linear = #""category":"linear","symbol""#
    await post(exchange, "/v5/position/set-leverage", #"{\#(linear):"BTCUSDT","buyLeverage":"20","sellLeverage":"20"}"#, at: at(3))
    await post(
      exchange, "/v5/order/create",
      #"{\#(linear):"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.05","stopLoss":"50000","orderLinkId":"one"}"#, at: at(7))
    await post(
      exchange, "/v5/order/create",
      #"{\#(linear):"ETHUSDT","side":"Sell","orderType":"Limit","qty":"0.5","price":"4000","stopLoss":"4400","orderLinkId":"two"}"#,
      at: at(100))
    await post(exchange, "/v5/order/amend", #"{\#(linear):"ETHUSDT","orderLinkId":"two","price":"3900"}"#, at: at(1))
    await post(exchange, "/v5/position/trading-stop", #"{\#(linear):"BTCUSDT","takeProfit":"70000"}"#, at: at(5))
    await post(
      exchange, "/v5/order/create",
      #"{\#(linear):"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.02","reduceOnly":true,"orderLinkId":"three"}"#, at: at(60))
    let shock = APIRequest(method: "POST", path: "/control/price", body: Array(#"{"symbol":"BTCUSDT","price":"71000"}"#.utf8))
    let response = await exchange.control(shock, at: Timestamp(milliseconds: at(30)))
    #expect(response.status == 200)
    await post(exchange, "/v5/order/cancel", #"{\#(linear):"ETHUSDT","orderLinkId":"two"}"#, at: at(11))
    return time
  }

  @Test("After a restart the account, the orders and the market are the same, and missed time has been played")
  func restart() async throws {
    let folder = try TemporaryFolder()
    let end: Int64
    let before: [JSONValue?]
    do {
      let exchange = try open(folder, at: Desk.anchor + 12_345)
      let last = try await trade(exchange, from: Desk.anchor + 12_345)
      await post(
        exchange, "/v5/order/create",
        #"{"category":"linear","symbol":"ETHUSDT","side":"Buy","orderType":"Limit","qty":"0.5","price":"1000","orderLinkId":"open"}"#,
        at: last + 1000)
      end = last + 86_400_000
      before = try await state(exchange, at: end)
    }
    #expect(before[6]?["list"]?.items.count == 2)
    let exchange = try open(folder, at: end)
    #expect(try await state(exchange, at: end) == before)
  }

  @Test("A torn last line is dropped, the lines before it count")
  func tornLine() async throws {
    let folder = try TemporaryFolder()
    let last = try await trade(try open(folder, at: Desk.anchor), from: Desk.anchor)
    let whole = try folder.read("state.jsonl")
    #expect(whole.split(separator: "\n").count == 9)
    let before = try await state(try open(folder, at: last), at: last)
    try folder.write(whole + #"{"at":17000003000"#, to: "state.jsonl")
    #expect(try await state(try open(folder, at: last), at: last) == before)
    #expect(try folder.read("state.jsonl") == whole)
  }

  @Test("Any other damage stops the start and names the line")
  func damage() async throws {
    let folder = try TemporaryFolder()
    let last = try await trade(try open(folder, at: Desk.anchor), from: Desk.anchor)
    let lines = try folder.read("state.jsonl").split(separator: "\n").map(String.init)
    var garbled = lines
    garbled[3] = String(garbled[3].dropLast(5))
    var missing = lines
    missing.remove(at: 4)
    for (damaged, line) in [(garbled, "line 4"), (missing, "line 5")] {
      try folder.write(damaged.joined(separator: "\n") + "\n", to: "state.jsonl")
      let failure = #expect(throws: StartFailure.self) { try open(folder, at: last) }
      #expect(failure?.description.contains(line) == true)
    }
  }

  @Test("A log begun with another market is refused with the way out")
  func otherMarket() throws {
    let folder = try TemporaryFolder()
    _ = try open(folder, at: Desk.anchor)
    let failure = #expect(throws: StartFailure.self) {
      try Exchange(configuration(folder, market: .flat), at: Timestamp(milliseconds: Desk.anchor), logger: logger)
    }
    #expect(failure?.description.contains("--state") == true)
  }

  @Test("A log begun on other recorded candles is refused")
  func otherCandles() throws {
    let (folder, data) = (try TemporaryFolder(), try TemporaryFolder())
    func open(_ close: String) throws {
      let rows = ["1000000000000,1,1,1,1,1", "1000000060000,1,2,1,\(close),1"]
      try data.write(rows.joined(separator: "\n"), to: "ABCUSDT-1m.csv")
      let settings = try configuration(folder, market: .replay(folder: data.path, start: nil))
      _ = try Exchange(settings, at: Timestamp(milliseconds: Desk.anchor), logger: logger)
    }
    try open("1.5")
    try open("1.5")
    let failure = #expect(throws: StartFailure.self) { try open("1.6") }
    #expect(failure?.description.contains("candles have changed") == true)
  }

  @Test("If the log cannot be written nothing more is answered, because a restart would not know of it")
  func diskFull() throws {
    struct Full: Error, CommandLog {
      func append(_ command: Command, account: Int, at time: Int64, isDurable: Bool) throws { throw self }
    }
    var desk = try Desk(log: Full())
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(10016))
    #expect(try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["retCode"] == .integer(10016))
    #expect(desk.api.failure is Full)
  }

  @Test("Two processes cannot share a state folder")
  func lock() throws {
    let folder = try TemporaryFolder()
    let first = try open(folder, at: Desk.anchor)
    #expect(throws: StartFailure.self) { try open(folder, at: Desk.anchor) }
    withExtendedLifetime(first) {}
  }
}
