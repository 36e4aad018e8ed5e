import Testing

@testable import PaperExchange

@Suite struct AuthenticationTests {
  private static let body =
    #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.010","price":"60000.0","timeInForce":"GTC","orderLinkId":"sig-0001"}"#

  @Test(
    "The published signature examples come out the same",
    arguments: [
      (
        "1700000000000bench-key-00015000category=linear&settleCoin=USDT",
        "0b291513e3b13901c75b528db28447be521b2090c3dcac553fbfb98b691ba20c"
      ),
      ("1700000000000bench-key-00015000", "ae1765e347e7460b09bb95bb7f276c48470dabd1599699f82985dd36931838b6"),
      ("1700000000000bench-key-00015000" + body, "3eb928a4968bd5c3a177eff7ae3a649dedf048ad9d1d8214f7ea8ff993624f11"),
      (
        "1700000000000bench-key-00015000" + body.replacing("\":\"", with: "\": \"").replacing("\",\"", with: "\", \""),
        "0fd5d8d09b0a03254f52ae5faa81aa142f7c6617a1d5b3ae8f76e672aca5af53"
      ),
      ("GET/realtime1700000010000", "9f9889ca77888bbc7f3063f4308d73d45473c236e2fad27a7047157bfd707a83"),
    ])
  func vectors(text: String, signature: String) {
    let credentials = Credentials(key: "bench-key-0001", secret: "bench-secret-0001")
    #expect(credentials.signature(of: Array(text.utf8)) == signature)
    #expect(credentials.isValid(signature, of: Array(text.utf8)))
    #expect(!credentials.isValid(signature, of: Array((text + " ").utf8)))
  }

  @Test("Checks come in the order headers, key, time, signature, parameters")
  func order() throws {
    var desk = try Desk()
    let path = "/v5/position/list"
    func request(_ changes: [String: String?]) -> APIRequest {
      var headers = Desk.signed("GET", path, at: desk.now).headers
      for (name, value) in changes { headers[name] = value }  // nil removes it
      return APIRequest(method: "GET", path: path, headers: headers)
    }
    let old = String(desk.now - 5001)
    let missing = desk.send(request(["x-bapi-sign": nil, "x-bapi-api-key": "other"]))
    #expect(missing.status == 401)
    #expect(desk.send(request(["x-bapi-api-key": "other", "x-bapi-timestamp": old])).retCode == 10003)
    #expect(desk.send(request(["x-bapi-timestamp": old, "x-bapi-sign": "00"])).retCode == 10002)
    #expect(desk.send(request(["x-bapi-sign": "00"])).retCode == 10004)
    #expect(desk.send(request([:])).retCode == 10001)
  }

  @Test(
    "A request is in time from recvWindow before the server's clock until one second after it",
    arguments: [
      (-5001, 10002), (-5000, 0), (999, 0), (1000, 10002),
    ])
  func window(offset: Int64, code: Int) throws {
    var desk = try Desk()
    let response = desk.send(Desk.signed("GET", "/v5/position/list", query: "category=linear&symbol=BTCUSDT", at: desk.now + offset))
    #expect(response.retCode == code)
  }

  @Test("The eleventh order in a second is refused with a reset time in the future, before its parameters are looked at")
  func rateLimit() throws {
    var desk = try Desk()
    for _ in 1...10 { #expect(try desk.post("/v5/order/create", "{}")["retCode"] == .integer(10001)) }
    let response = desk.send(Desk.signed("POST", "/v5/order/create", body: "{}", at: desk.now))
    #expect(response.retCode == 10006)
    let reset = try #require(response.headers.first { $0.name == "X-Bapi-Limit-Reset-Timestamp" })
    #expect(try #require(Int64(reset.value)) == desk.now + 1000)
    desk.now += 1000
    #expect(try desk.post("/v5/order/create", "{}")["retCode"] == .integer(10001))
  }

  @Test("The signature covers the query as it was sent, percent-encoding and order untouched")
  func rawQuery() throws {
    var desk = try Desk()
    #expect(
      try desk.get("/v5/position/list", "symbol=BTC%55SDT&limit=200&category=linear")["result"]?["list"]?[0]?["symbol"]
        == .string("BTCUSDT"))
  }

  @Test("An unknown path is a 404, and every reply identifies the paper exchange")
  func unknownPath() throws {
    var desk = try Desk()
    let response = desk.send(APIRequest(method: "GET", path: "/v5/market/nothing"))
    #expect(response.status == 404)
    #expect(response.headers.contains { $0.name == "X-Paper-Exchange" && $0.value == "1" })
  }
}
