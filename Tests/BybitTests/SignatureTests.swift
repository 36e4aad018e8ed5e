import Bybit
import Model
import Testing

@Suite struct SignatureTests {
  private static let compactBody =
    #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.010","price":"60000.0","timeInForce":"GTC","orderLinkId":"sig-0001"}"#
  private static let spacedBody =
    #"{"category": "linear", "symbol": "BTCUSDT", "side": "Buy", "orderType": "Limit", "qty": "0.010", "price": "60000.0", "timeInForce": "GTC", "orderLinkId": "sig-0001"}"#

  @Test(arguments: [
    ("category=linear&settleCoin=USDT", "0b291513e3b13901c75b528db28447be521b2090c3dcac553fbfb98b691ba20c"),
    ("", "ae1765e347e7460b09bb95bb7f276c48470dabd1599699f82985dd36931838b6"),
    (compactBody, "3eb928a4968bd5c3a177eff7ae3a649dedf048ad9d1d8214f7ea8ff993624f11"),
    (spacedBody, "0fd5d8d09b0a03254f52ae5faa81aa142f7c6617a1d5b3ae8f76e672aca5af53"),
  ])
  func `a request is signed over time, key, window and exact payload`(payload: String, expected: String) {
    let time = Timestamp(milliseconds: 1_700_000_000_000)
    #expect(BybitSignature.rest(Bench.credentials, timestamp: time, recvWindow: .seconds(5), payload: payload) == expected)
  }

  @Test func `a stream is signed over its expiry`() {
    let signature = BybitSignature.webSocket(Bench.credentials, expires: Timestamp(milliseconds: 1_700_000_010_000))
    #expect(signature == "9f9889ca77888bbc7f3063f4308d73d45473c236e2fad27a7047157bfd707a83")
  }

  @Test func `credentials show neither key nor secret`() {
    var dumped = ""
    dump(Bench.credentials, to: &dumped)
    for text in [
      "\(Bench.credentials)", String(reflecting: Bench.credentials), dumped,
      "\(BybitConfiguration(baseURL: "", credentials: Bench.credentials))",
    ] {
      #expect(!text.contains("bench-key") && !text.contains("bench-secret"))
    }
  }
}
