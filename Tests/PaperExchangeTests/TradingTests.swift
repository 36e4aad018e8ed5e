import Model
import Testing

@testable import PaperExchange

/// Prices, fees and profits worked out by hand. A taker pays one tick (0.1) and 1 basis point on the price, and 0.055 % of the value.
@Suite struct TradingTests {
  /// A minute at 50000, then one minute as given, then `close` for ever.
  private func desk(_ folder: TemporaryFolder, second: (high: Int, low: Int, close: Int)) throws -> Desk {
    try folder.write(
      """
      open_time_ms,open,high,low,close,volume
      1000000000000,50000,50000,50000,50000,1
      1000000060000,50000,50000,50000,50000,1
      1000000120000,50000,\(second.high),\(second.low),\(second.close),1
      1000000180000,\(second.close),\(second.close),\(second.close),\(second.close),1
      """, to: "BTCUSDT-1m.csv")
    return try Desk(market: .replay(folder: folder.path, start: Timestamp(milliseconds: 1_000_000_060_000)))
  }

  private let entry = #""side":"Buy","orderType":"Market","qty":"0.1","orderLinkId":"entry","stopLoss":"49500","takeProfit":"51000""#

  @Test("A market order opens a position whose protection waits as two conditional orders")
  func opening() throws {
    let folder = try TemporaryFolder()
    var desk = try desk(folder, second: (50_100, 49_000, 50_050))
    #expect(try desk.order(entry)["retCode"] == .integer(0))

    let position = try #require(try desk.get("/v5/position/list", "category=linear&settleCoin=USDT")["result"]?["list"]?[0])
    // 50000 + 0.1 + 5.0
    #expect(position["avgPrice"] == .string("50005.1"))
    #expect(position["size"] == .string("0.100"))
    #expect(position["side"] == .string("Buy"))
    #expect(position["stopLoss"] == .string("49500.00"))
    #expect(position["takeProfit"] == .string("51000.00"))
    // 5000 − 5000.51
    #expect(position["unrealisedPnl"] == .string("-0.51"))
    // 5000.51 ÷ 10 + 5000.51 × 0.00055
    #expect(position["positionIM"] == .string("502.8012805"))
    let wallet = try #require(try desk.get("/v5/account/wallet-balance", "accountType=UNIFIED")["result"]?["list"]?[0])
    #expect(wallet["totalWalletBalance"] == .string("99997.2497195"))
    #expect(wallet["totalAvailableBalance"] == .string("99493.938439"))

    let children = try #require(try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT")["result"]?["list"]).items
    #expect(children.map { $0["stopOrderType"]?.text } == ["StopLoss", "TakeProfit"])
    #expect(children.map { $0["createType"]?.text } == ["CreateByStopLoss", "CreateByTakeProfit"])
    for child in children {
      #expect(child["orderStatus"] == .string("Untriggered"))
      #expect(child["parentOrderLinkId"] == .string("entry"))
      #expect(child["qty"] == .string("0.100"))
      #expect(child["reduceOnly"] == .bool(true))
    }
  }

  @Test("The stop is filled in the millisecond in which the path reaches it, and the profit row is net of both fees")
  func stopLoss() throws {
    let folder = try TemporaryFolder()
    var desk = try desk(folder, second: (50_100, 49_000, 50_050))
    #expect(try desk.order(entry)["retCode"] == .integer(0))
    desk.now = Desk.anchor + 69_999
    #expect(try desk.get("/v5/position/list", "category=linear&settleCoin=USDT")["result"]?["list"]?.items.count == 1)
    desk.now = Desk.anchor + 300_000

    let row = try #require(try desk.get("/v5/position/closed-pnl", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0])
    // 49500 − 0.1 − 4.95 = 49494.95, rounded down to the tick
    #expect(row["avgExitPrice"] == .string("49494.9"))
    #expect(row["avgEntryPrice"] == .string("50005.1"))
    #expect(row["side"] == .string("Sell"))
    #expect(row["openFee"] == .string("2.7502805"))
    #expect(row["closeFee"] == .string("2.7222195"))
    // 4949.49 − 5000.51 − 2.7502805 − 2.7222195
    #expect(row["closedPnl"] == .string("-56.4925"))
    // 1000 USDT down in 20 seconds: half of it after 10 seconds
    #expect(row["createdTime"] == .string(String(Desk.anchor + 70_000)))
    let wallet = try desk.get("/v5/account/wallet-balance", "accountType=UNIFIED")["result"]?["list"]?[0]
    #expect(wallet?["totalEquity"] == .string("99943.5075"))
    let closed = try #require(try desk.get("/v5/order/history", "category=linear&symbol=BTCUSDT")["result"]?["list"]).items
    #expect(closed.map { $0["orderStatus"]?.text } == ["Filled", "Deactivated", "Filled"])
    #expect(closed[1]["cancelType"] == .string("CancelByTpSlTsClear"))
    #expect(try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT")["result"]?["list"]?.items == [])
    #expect(try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]?["side"] == .string(""))
  }

  @Test("The take-profit is filled on the way up")
  func takeProfit() throws {
    let folder = try TemporaryFolder()
    var desk = try desk(folder, second: (51_500, 50_000, 51_000))
    #expect(try desk.order(entry)["retCode"] == .integer(0))
    desk.now = Desk.anchor + 120_000
    let row = try #require(try desk.get("/v5/position/closed-pnl", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0])
    // 51000 − 0.1 − 5.1
    #expect(row["avgExitPrice"] == .string("50994.8"))
    // 5099.48 − 5000.51 − 2.7502805 − 2.804714
    #expect(row["closedPnl"] == .string("93.4150055"))
    // 1500 USDT up in the second 20 seconds of the minute: 1000 of it after 13.333 seconds
    #expect(row["createdTime"] == .string(String(Desk.anchor + 60_000 + 20_000 + 13_333)))
  }

  @Test("A limit order that the path touches is filled at its price with the maker's fee")
  func limitOrder() throws {
    let folder = try TemporaryFolder()
    var desk = try desk(folder, second: (50_100, 49_000, 50_050))
    #expect(try desk.order(#""side":"Buy","orderType":"Limit","qty":"0.1","price":"49600","orderLinkId":"rest""#)["retCode"] == .integer(0))
    #expect(try desk.get("/v5/order/realtime", "category=linear&orderLinkId=rest")["result"]?["list"]?[0]?["orderStatus"] == .string("New"))
    desk.now = Desk.anchor + 120_000
    let fill = try #require(try desk.get("/v5/execution/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0])
    #expect(fill["execPrice"] == .string("49600.00"))
    #expect(fill["execFee"] == .string("0.992"))
    #expect(fill["isMaker"] == .bool(true))
    #expect(fill["execTime"] == .string(String(Desk.anchor + 68_000)))
  }

  @Test("A short is the mirror image: its stop is bought back on the way up")
  func short() throws {
    let folder = try TemporaryFolder()
    var desk = try desk(folder, second: (50_100, 49_000, 50_050))
    let entry = #""side":"Sell","orderType":"Market","qty":"0.1","stopLoss":"50090","takeProfit":"48000""#
    #expect(try desk.order(entry)["retCode"] == .integer(0))
    desk.now = Desk.anchor + 120_000
    let row = try #require(try desk.get("/v5/position/closed-pnl", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0])
    // 50000 − 0.1 − 5 and 50090 + 0.1 + 5.009, rounded up to the tick
    #expect(row["avgEntryPrice"] == .string("49994.9"))
    #expect(row["avgExitPrice"] == .string("50095.2"))
    // 4999.49 − 5009.52 − 2.7497195 − 2.755236
    #expect(row["closedPnl"] == .string("-15.5349555"))
    #expect(row["side"] == .string("Buy"))
  }

  @Test("A conditional order enters the market when the path reaches its trigger, and brings its own stop")
  func conditional() throws {
    let folder = try TemporaryFolder()
    var desk = try desk(folder, second: (50_100, 49_000, 50_050))
    let fields = #""side":"Buy","orderType":"Market","qty":"0.1","triggerPrice":"50060","triggerDirection":1,"stopLoss":"48000""#
    #expect(try desk.order(fields)["retCode"] == .integer(0))
    let waiting = try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    #expect(waiting?["orderStatus"] == .string("Untriggered"))
    desk.now = Desk.anchor + 120_000
    let position = try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    // 50060 + 0.1 + 5.006, rounded up to the tick
    #expect(position?["avgPrice"] == .string("50065.2"))
    #expect(position?["stopLoss"] == .string("48000.00"))
  }

  @Test("A larger order on the other side closes the position and opens the opposite one")
  func flip() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1","stopLoss":"59000""#)["retCode"] == .integer(0))
    #expect(try desk.order(#""side":"Sell","orderType":"Market","qty":"0.2","stopLoss":"61000""#)["retCode"] == .integer(0))
    let row = try desk.get("/v5/position/closed-pnl", "category=linear")["result"]?["list"]?[0]
    // (5999.39 − 6000.61) − 3.3003355 − half of 11998.78 × 0.00055
    #expect(row?["closedPnl"] == .string("-7.82"))
    #expect(row?["closedSize"] == .string("0.100"))
    let position = try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    #expect(position?["side"] == .string("Sell"))
    #expect(position?["size"] == .string("0.100"))
    #expect(position?["avgPrice"] == .string("59993.9"))
    #expect(position?["stopLoss"] == .string("61000.00"))
    #expect(try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT")["result"]?["list"]?.items.count == 1)
  }

  @Test("Closing part of a position realises its share, and protection follows the size")
  func partialClose() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.4","stopLoss":"59000""#)["retCode"] == .integer(0))
    #expect(try desk.order(#""side":"Sell","orderType":"Market","qty":"0.1","reduceOnly":true"#)["retCode"] == .integer(0))
    let row = try #require(try desk.get("/v5/position/closed-pnl", "category=linear")["result"]?["list"]?[0])
    // Bought at 60006.1, sold at 59993.9: (5999.39 − 6000.61) − 3.3003355 − 3.2996645
    #expect(row["closedPnl"] == .string("-7.82"))
    let stop = try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
    #expect(stop?["qty"] == .string("0.300"))
    let close = #""side":"Sell","orderType":"Market","qty":"0","reduceOnly":true,"closeOnTrigger":true"#
    #expect(try desk.order(close)["retCode"] == .integer(0))
    #expect(try desk.get("/v5/position/list", "category=linear&settleCoin=USDT")["result"]?["list"]?.items == [])
  }

  @Test(
    "Orders that may not rest, or may not take, are cancelled with their reason",
    arguments: [
      (#""timeInForce":"PostOnly","price":"60100""#, "EC_PostOnlyWillTakeLiquidity"),
      (#""timeInForce":"IOC","price":"59000""#, "EC_NoImmediateQtyToFill"),
      (#""timeInForce":"FOK","price":"59000""#, "EC_CancelForNoFullFill"),
    ])
  func timeInForce(fields: String, reason: String) throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Limit","qty":"0.1","orderLinkId":"x",\#(fields)"#)["retCode"] == .integer(0))
    let order = try desk.get("/v5/order/realtime", "category=linear&orderLinkId=x")["result"]?["list"]?[0]
    #expect(order?["orderStatus"] == .string("Cancelled"))
    #expect(order?["rejectReason"] == .string(reason))
  }

  @Test("Amending moves an order, and cancel-all ends it together with the protection")
  func amendAndCancelAll() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Limit","qty":"0.1","price":"50000","orderLinkId":"a""#)["retCode"] == .integer(0))
    #expect(try desk.order(#""side":"Sell","orderType":"Market","qty":"0.1","stopLoss":"61000""#)["retCode"] == .integer(0))
    let amend = #"{"category":"linear","symbol":"BTCUSDT","orderLinkId":"a","price":"51000.5","qty":"0.2"}"#
    #expect(try desk.post("/v5/order/amend", amend)["retCode"] == .integer(0))
    let order = try desk.get("/v5/order/realtime", "category=linear&orderLinkId=a")["result"]?["list"]?[0]
    #expect(order?["price"] == .string("51000.50"))
    #expect(order?["leavesQty"] == .string("0.200"))
    let all = try desk.post("/v5/order/cancel-all", #"{"category":"linear","settleCoin":"USDT"}"#)
    #expect(all["result"]?["list"]?.items.count == 2)
    #expect(try desk.get("/v5/order/realtime", "category=linear&settleCoin=USDT")["result"]?["list"]?.items == [])
    #expect(try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]?["stopLoss"] == .string("0.00"))
  }

  @Test("Following the cursor visits every order once, newest first")
  func cursor() throws {
    var desk = try Desk()
    for number in 1...5 {
      let fields = #""side":"Buy","orderType":"Limit","qty":"0.1","price":"50000","orderLinkId":"n\#(number)""#
      #expect(try desk.order(fields)["retCode"] == .integer(0))
    }
    var seen: [String?] = []
    var cursor = ""
    repeat {
      let query = "category=linear&symbol=BTCUSDT&limit=2" + (cursor.isEmpty ? "" : "&cursor=" + cursor)
      let result = try #require(try desk.get("/v5/order/realtime", query)["result"])
      seen += try #require(result["list"]).items.map { $0["orderLinkId"]?.text }
      cursor = try #require(result["nextPageCursor"]?.text)
    } while !cursor.isEmpty && seen.count < 10
    #expect(seen == ["n5", "n4", "n3", "n2", "n1"])
  }
}
