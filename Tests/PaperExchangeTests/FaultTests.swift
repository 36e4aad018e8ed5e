import Testing

@testable import PaperExchange

@Suite struct FaultTests {
  private func add(_ body: String, _ desk: inout Desk) -> APIResponse {
    desk.control(APIRequest(method: "POST", path: "/control/faults", body: Array(body.utf8)))
  }

  @Test("A rule lets pass what it skips, strikes as often as it says, and is then spent")
  func counting() throws {
    var desk = try Desk()
    #expect(add(#"{"on":"/v5/order/create","fault":"10006","skip":1,"count":2}"#, &desk).status == 200)
    let struck = (0..<5).map { _ in desk.faults.next(onPath: "/v5/order/create")?.fault }
    #expect(struck == [nil, .rateLimit, .rateLimit, nil, nil])
    #expect(desk.faults.next(onPath: "/v5/order/cancel") == nil)
  }

  @Test("A probability with a seed strikes the same requests every time, about as often as it says")
  func probability() throws {
    func draw() throws -> [Bool] {
      var desk = try Desk()
      #expect(add(#"{"on":"*","fault":"reset","probability":"0.2","seed":9}"#, &desk).status == 200)
      return (0..<1000).map { _ in desk.faults.next(onPath: "/v5/market/time") != nil }
    }
    let first = try draw()
    #expect(try draw() == first)
    #expect((150...250).contains(first.count { $0 }))
  }

  @Test(
    "A rule that is not understood is refused with what would be",
    arguments: [
      (#"{"on":"/v5/nothing","fault":"reset"}"#, "stream:TOPIC"), (#"{"on":"*","fault":"melt"}"#, "lose-reply"),
      (#"{"on":"stream:order","fault":"500"}"#, "reorder"), (#"{"on":"*","fault":"reset","probability":"2"}"#, "probability"),
      (#"{"fault":"reset"}"#, "on is required"),
    ])
  func refused(body: String, hint: String) throws {
    var desk = try Desk()
    let response = add(body, &desk)
    #expect(response.status == 400)
    #expect(String(decoding: response.body, as: UTF8.self).contains(hint))
  }

  @Test("A skewed clock refuses signatures of the right time, and says what it thinks the time is")
  func skew() throws {
    var desk = try Desk()
    let body = Array(#"{"milliseconds":-6000}"#.utf8)
    #expect(desk.control(APIRequest(method: "POST", path: "/control/clock", body: body)).status == 200)
    let reply = try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")
    #expect(reply["retCode"] == .integer(10002))
    #expect(reply["time"] == .integer(desk.now - 6000))
    #expect(desk.control(APIRequest(method: "DELETE", path: "/control/faults")).status == 200)
    #expect(try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["retCode"] == .integer(0))
  }

  @Test("Somebody else can trade on the account, and the exchange can liquidate it")
  func outside() throws {
    var desk = try Desk()
    let order = Array(#"{"symbol":"BTCUSDT","side":"Buy","qty":"0.5"}"#.utf8)
    #expect(desk.control(APIRequest(method: "POST", path: "/control/order", body: order)).status == 200)
    let row = try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    #expect(row?["size"] == .string("0.500"))
    #expect(desk.control(APIRequest(method: "POST", path: "/control/liquidate", body: Array("{}".utf8))).status == 200)
    let fill = try desk.get("/v5/execution/list", "category=linear")["result"]?["list"]?[0]
    #expect(fill?["execType"] == .string("BustTrade"))
    #expect(try desk.get("/v5/position/list", "category=linear&settleCoin=USDT")["result"]?["list"]?.items == [])
  }
}
