import Testing

@testable import PaperExchange

@Suite struct OrderValidationTests {
  // The flat market stands at 60000 for BTCUSDT: tick 0.1, step 0.001.
  @Test(
    "A bad order is refused with its own code",
    arguments: [
      (#""side":"Up","orderType":"Market","qty":"0.1""#, 10001),
      (#""side":"Buy","orderType":"Market""#, 10001),
      (#""side":"Buy","orderType":"Market","qty":"abc""#, 10001),
      (#""side":"Buy","orderType":"Market","qty":"0.1","positionIdx":1"#, 10001),
      (#""side":"Buy","orderType":"Market","qty":"0.1005""#, 10001),
      (#""side":"Buy","orderType":"Market","qty":"100000""#, 10001),
      (#""side":"Buy","orderType":"Market","qty":"0.0004""#, 110017),
      (#""side":"Sell","orderType":"Market","qty":"0.1","reduceOnly":true"#, 110017),
      (#""side":"Buy","orderType":"Market","qty":"0.1","stopLoss":"60100""#, 10001),
      (#""side":"Buy","orderType":"Market","qty":"0.1","takeProfit":"59900""#, 10001),
      (#""side":"Sell","orderType":"Market","qty":"0.1","stopLoss":"59900""#, 10001),
      (#""side":"Buy","orderType":"Limit","qty":"0.1""#, 10001),
      (#""side":"Buy","orderType":"Limit","qty":"0.1","price":"59000.05""#, 10001),
      (#""side":"Buy","orderType":"Limit","qty":"0.1","price":"70000""#, 110003),
      (#""side":"Buy","orderType":"Limit","qty":"0.1","price":"99999999""#, 110003),
      (#""side":"Buy","orderType":"Limit","qty":"0.001","price":"4000""#, 110094),
      (#""side":"Buy","orderType":"Market","qty":"0.1","triggerPrice":"59000","triggerDirection":1"#, 110092),
      (#""side":"Buy","orderType":"Market","qty":"0.1","triggerPrice":"61000","triggerDirection":2"#, 110093),
      (#""side":"Buy","orderType":"Market","qty":"20""#, 110007),
      (#""side":"Buy","orderType":"Limit","qty":"0.1","price":"59000","orderLinkId":"with space""#, 10001),
    ])
  func refused(fields: String, code: Int64) throws {
    var desk = try Desk()
    let reply = try desk.order(fields)
    #expect(reply["retCode"] == .integer(code), "\(reply)")
    #expect(try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT&openOnly=1")["result"]?["list"]?.items == [])
  }

  @Test("A link id is never accepted twice, not even after its order has ended")
  func duplicateLinkID() throws {
    var desk = try Desk()
    let fields = #""side":"Buy","orderType":"Limit","qty":"0.1","price":"50000","orderLinkId":"once""#
    #expect(try desk.order(fields)["retCode"] == .integer(0))
    #expect(try desk.order(fields)["retCode"] == .integer(110072))
    let cancel = #"{"category":"linear","symbol":"BTCUSDT","orderLinkId":"once"}"#
    #expect(try desk.post("/v5/order/cancel", cancel)["retCode"] == .integer(0))
    #expect(try desk.order(fields)["retCode"] == .integer(110072))
    #expect(try desk.post("/v5/order/cancel", cancel)["retCode"] == .integer(110001))
  }

  @Test("Leverage and protection that would not change anything have codes of their own")
  func unchanged() throws {
    var desk = try Desk()
    let leverage = #"{"category":"linear","symbol":"BTCUSDT","buyLeverage":"5","sellLeverage":"5"}"#
    #expect(try desk.post("/v5/position/set-leverage", leverage)["retCode"] == .integer(0))
    #expect(try desk.post("/v5/position/set-leverage", leverage)["retCode"] == .integer(110043))
    #expect(try desk.post("/v5/position/switch-mode", #"{"category":"linear","coin":"USDT","mode":0}"#)["retCode"] == .integer(110025))
    let stop = #"{"category":"linear","symbol":"BTCUSDT","tpslMode":"Full","positionIdx":0,"stopLoss":"59000"}"#
    #expect(try desk.post("/v5/position/trading-stop", stop)["retCode"] == .integer(10001))
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
    #expect(try desk.post("/v5/position/trading-stop", stop)["retCode"] == .integer(0))
    #expect(try desk.post("/v5/position/trading-stop", stop)["retCode"] == .integer(34040))
    let wrong = #"{"category":"linear","symbol":"BTCUSDT","tpslMode":"Full","positionIdx":0,"stopLoss":"60500"}"#
    #expect(try desk.post("/v5/position/trading-stop", wrong)["retCode"] == .integer(10001))
  }
}
