import Model
import Testing

@testable import PaperExchange

/// The streams without their sockets: what a client sends, and what it is sent.
@Suite struct StreamTests {
  private func sent(_ outbox: StreamOutbox) async throws -> [JSONValue] {
    outbox.finish()
    var messages: [JSONValue] = []
    for await item in outbox.items {
      if case .text(let bytes, _) = item { messages.append(try JSONValue(parsing: bytes)) }
    }
    return messages
  }

  private func receive(_ text: String, _ desk: inout Desk, _ id: Int) { desk.hub.receive(Array(text.utf8), from: id, &desk.api) }

  private func signIn(_ desk: inout Desk, _ id: Int, expires: Int64, quoted: Bool = false) {
    let signature = Credentials(key: Desk.key, secret: Desk.secret).signature(of: Array("GET/realtime\(expires)".utf8))
    let moment = quoted ? "\"\(expires)\"" : "\(expires)"
    receive(#"{"op":"auth","args":["\#(Desk.key)",\#(moment),"\#(signature)"]}"#, &desk, id)
  }

  private func publish(_ desk: inout Desk) { desk.hub.publish(desk.api.engine.takeEvents(), &desk.api, &desk.faults) }

  @Test("A request id comes back unchanged in value and type, and an unknown topic refuses the whole subscription")
  func subscribing() async throws {
    var desk = try Desk()
    let outbox = StreamOutbox()
    let id = desk.hub.open(.publicLinear, query: "", outbox: outbox, at: desk.now)
    receive(#"{"op":"subscribe","req_id":7,"args":["tickers.BTCUSDT"],"callerMethodName":"x"}"#, &desk, id)
    receive(#"{"op":"subscribe","req_id":"a-b","args":["tickers.ETHUSDT","tickers.NONEUSDT"]}"#, &desk, id)
    receive(#"{"op":"ping","req_id":"p"}"#, &desk, id)
    receive(#"{"op":"fly"}"#, &desk, id)
    receive("not json", &desk, id)
    let messages = try await sent(outbox)
    #expect(messages[0]["req_id"] == .integer(7))
    #expect(messages[0]["success"] == .bool(true))
    #expect(messages[1]["topic"] == .string("tickers.BTCUSDT"))
    #expect(messages[1]["type"] == .string("snapshot"))
    #expect(messages[1]["data"]?["lastPrice"] == .string("60000.00"))
    #expect(messages[2]["req_id"] == .string("a-b"))
    #expect(messages[2]["success"] == .bool(false))
    #expect(messages[3]["ret_msg"] == .string("pong"))
    #expect(messages[4]["ret_msg"] == .string("error:invalid op"))
    #expect(messages.count == 6)
  }

  @Test("Private topics need a login whose expiry lies ahead, as a number or as text", arguments: [true, false])
  func signingIn(quoted: Bool) async throws {
    var desk = try Desk()
    let (late, early) = (StreamOutbox(), StreamOutbox())
    let first = desk.hub.open(.privateAll, query: "", outbox: late, at: desk.now)
    signIn(&desk, first, expires: desk.now)
    receive(#"{"op":"subscribe","req_id":"1","args":["order"]}"#, &desk, first)
    let refused = try await sent(late)
    #expect(refused.map { $0["success"] } == [.bool(false), .bool(false)])
    #expect(refused[0]["request"]?["op"] == .string("auth"))
    let second = desk.hub.open(.privateAll, query: "", outbox: early, at: desk.now)
    signIn(&desk, second, expires: desk.now + 1000, quoted: quoted)
    receive(#"{"op":"subscribe","req_id":"1","args":["order","wallet"]}"#, &desk, second)
    receive(#"{"op":"subscribe","req_id":"2","args":["execution","position.linear"]}"#, &desk, second)
    receive(#"{"op":"ping","req_id":"3"}"#, &desk, second)
    let accepted = try await sent(early)
    #expect(accepted.map { $0["success"] } == [.bool(true), .bool(true), .bool(false), nil])
    #expect(accepted[3]["op"] == .string("pong"))
    #expect(accepted[3]["args"]?[0] == .string(String(desk.now)))
  }

  @Test("A fill is told as execution, order, position and wallet, and only to its own account")
  func fill() async throws {
    var desk = try Desk()
    let outbox = StreamOutbox()
    let id = desk.hub.open(.privateAll, query: "", outbox: outbox, at: desk.now)
    signIn(&desk, id, expires: desk.now + 1000)
    receive(#"{"op":"subscribe","req_id":"1","args":["order","execution","position","wallet"]}"#, &desk, id)
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1","orderLinkId":"x""#)["retCode"] == .integer(0))
    publish(&desk)
    let messages = try await sent(outbox).dropFirst(2)
    #expect(messages.map { $0["topic"]?.text } == ["order", "execution", "order", "position", "wallet"])
    let rows = messages.map { $0["data"]?[0] }
    #expect(rows.map { $0?["orderStatus"]?.text } == ["New", nil, "Filled", nil, nil])
    #expect(rows[1]?["execPrice"] == .string("60006.10"))
    #expect(rows[1]?["feeCurrency"] == .string("USDT"))
    #expect(rows[3]?["entryPrice"] == .string("60006.1"))
    #expect(rows[3]?["avgPrice"] == nil)
    #expect(rows[4]?["coin"]?[0]?["walletBalance"] == .string("99996.6996645"))
  }

  @Test("Tickers and deep books follow with differences, the first level with whole snapshots, a candle's end is confirmed once")
  func market() async throws {
    var desk = try Desk()
    let outbox = StreamOutbox()
    let id = desk.hub.open(.publicLinear, query: "", outbox: outbox, at: desk.now)
    receive(
      #"{"op":"subscribe","req_id":"1","args":["tickers.BTCUSDT","orderbook.1.BTCUSDT","orderbook.50.BTCUSDT","kline.1.BTCUSDT","publicTrade.BTCUSDT"]}"#,
      &desk, id)
    desk.now += 30_000
    try desk.shock("60100")
    desk.hub.tick(&desk.api, &desk.faults)
    for _ in 0..<3 {
      desk.now += 20_000
      desk.api.engine.advance(to: desk.now)
      desk.hub.tick(&desk.api, &desk.faults)
    }
    let messages = try await sent(outbox).dropFirst()
    func of(_ topic: String) -> [JSONValue] { messages.filter { $0["topic"] == .string(topic) } }
    #expect(of("tickers.BTCUSDT").prefix(2).map { $0["type"]?.text } == ["snapshot", "delta"])
    let delta = of("tickers.BTCUSDT")[1]["data"]
    #expect(delta?["lastPrice"] == .string("60100.00"))
    #expect(delta?["symbol"] == .string("BTCUSDT"))
    #expect(delta?["fundingRate"] == nil)
    #expect(of("orderbook.1.BTCUSDT").allSatisfy { $0["type"] == .string("snapshot") })
    #expect(of("orderbook.1.BTCUSDT").last?["data"]?["a"]?[0]?[0] == .string("60100.10"))
    #expect(of("orderbook.50.BTCUSDT").map { $0["type"]?.text } == ["snapshot", "delta"])
    let candles = of("kline.1.BTCUSDT").compactMap { $0["data"]?[0] }
    let closed = candles.filter { $0["confirm"] == .bool(true) }
    #expect(closed.map { $0["start"] } == [.integer(Desk.anchor)])
    #expect(closed.first?["high"] == .string("60100.00"))
    #expect(of("publicTrade.BTCUSDT").first?["data"]?[0]?["S"] == .string("Buy"))
  }

  @Test("A silent connection is closed after its time, one that is sent something is not")
  func silence() async throws {
    var desk = try Desk()
    let (quiet, busy) = (StreamOutbox(), StreamOutbox())
    _ = desk.hub.open(.privateAll, query: "max_active_time=1m", outbox: quiet, at: desk.now)
    let id = desk.hub.open(.publicLinear, query: "", outbox: busy, at: desk.now)
    receive(#"{"op":"subscribe","args":["kline.1.BTCUSDT"]}"#, &desk, id)
    for _ in 0..<7 {
      desk.now += 10_000
      desk.api.engine.advance(to: desk.now)
      desk.hub.tick(&desk.api, &desk.faults)
    }
    #expect(desk.hub.connections.keys.sorted() == [id])
  }

  @Test(
    "Planned faults strike the messages they name",
    arguments: [
      ("drop", ["New", "Cancelled"]), ("duplicate", ["New", "Cancelled", "New", "New", "Cancelled"]),
      ("reorder", ["New", "Cancelled", "Cancelled", "New"]), ("stall", ["New", "Cancelled"]),
    ])
  func faults(name: String, expected: [String]) async throws {
    var desk = try Desk()
    let outbox = StreamOutbox()
    let id = desk.hub.open(.privateAll, query: "", outbox: outbox, at: desk.now)
    signIn(&desk, id, expires: desk.now + 1000)
    receive(#"{"op":"subscribe","req_id":"1","args":["order"]}"#, &desk, id)
    let body = #"{"on":"stream:order","fault":"\#(name)","skip":2,"count":1}"#
    #expect(desk.control(APIRequest(method: "POST", path: "/control/faults", body: Array(body.utf8))).status == 200)
    for link in ["a", "b"] {
      let fields = #""side":"Buy","orderType":"Limit","qty":"0.1","price":"50000","orderLinkId":"\#(link)""#
      #expect(try desk.order(fields)["retCode"] == .integer(0))
      publish(&desk)
      let cancel = #"{"category":"linear","symbol":"BTCUSDT","orderLinkId":"\#(link)"}"#
      #expect(try desk.post("/v5/order/cancel", cancel)["retCode"] == .integer(0))
      publish(&desk)
    }
    let states = try await sent(outbox).dropFirst(2).compactMap { $0["data"]?[0]?["orderStatus"]?.text }
    // Without the fault: New, Cancelled, New, Cancelled; it strikes the third.
    #expect(states == (name == "drop" ? expected + ["Cancelled"] : expected))
  }
}
