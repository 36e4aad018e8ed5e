import Model
import Testing

@testable import PaperExchange

/// Partial fills, protection, funding and liquidation, worked out by hand. The flat market stands at 60000: tick 0.1, step 0.001. Its depth
/// begins with 50,000 USDT, 0.833 BTC, at one tick, then 100,000 USDT, 1.666 BTC, one basis point (6.0) further.
@Suite struct EngineTests {
  private func position(_ desk: inout Desk) throws -> JSONValue? {
    try desk.get("/v5/position/list", "category=linear&symbol=BTCUSDT")["result"]?["list"]?[0]
  }

  private func open(_ desk: inout Desk, _ query: String = "") throws -> [JSONValue] {
    try desk.get("/v5/order/realtime", "category=linear&symbol=BTCUSDT&limit=50" + query)["result"]?["list"]?.items ?? []
  }

  private func post(_ desk: inout Desk, _ path: String, _ fields: String) throws -> JSONValue? {
    desk.now += 1000
    return try desk.post(path, #"{"category":"linear","symbol":"BTCUSDT",\#(fields)}"#)["retCode"]
  }

  @Test("A large market order walks up the book in several fills")
  func walking() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"2""#)["retCode"] == .integer(0))
    let fills = try #require(try desk.get("/v5/execution/list", "category=linear")["result"]?["list"]).items
    // Newest first: 60000 + 0.1 + 12.0 and 60000 + 0.1 + 6.0
    #expect(fills.map { $0["execPrice"]?.text } == ["60012.10", "60006.10"])
    #expect(fills.map { $0["execQty"]?.text } == ["1.167", "0.833"])
    #expect(fills.map { $0["leavesQty"]?.text } == ["0.000", "1.167"])
  }

  @Test("What was taken is gone until the next second")
  func takenDepth() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.833""#)["retCode"] == .integer(0))
    let body = #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.1"}"#
    #expect(try desk.post("/v5/order/create", body)["retCode"] == .integer(0))
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
    let fills = try #require(try desk.get("/v5/execution/list", "category=linear")["result"]?["list"]).items
    #expect(fills.map { $0["execPrice"]?.text } == ["60006.10", "60012.10", "60006.10"])
  }

  @Test("A limit that takes a part rests with the remainder, and the market fills it a slice a second")
  func partialLimit() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Limit","qty":"1.2","price":"60000.1","orderLinkId":"x""#)["retCode"] == .integer(0))
    let order = try open(&desk, "&orderLinkId=x").first
    #expect(order?["orderStatus"] == .string("PartiallyFilled"))
    #expect(order?["cumExecQty"] == .string("0.833"))
    #expect(order?["leavesQty"] == .string("0.367"))
    desk.now += 999
    #expect(try open(&desk, "&orderLinkId=x").first?["orderStatus"] == .string("PartiallyFilled"))
    desk.now += 1
    #expect(try open(&desk, "&orderLinkId=x").first?["orderStatus"] == .string("Filled"))
    let fills = try #require(try desk.get("/v5/execution/list", "category=linear")["result"]?["list"]).items
    #expect(fills.map { $0["isMaker"] } == [.bool(true), .bool(false)])
  }

  @Test("An IOC order keeps what it got and is cancelled for the rest; FOK takes all or nothing; slippage tolerance is a limit")
  func leftovers() throws {
    var desk = try Desk()
    for (link, fields) in [
      ("ioc", #""orderType":"Limit","price":"60000.1","qty":"1.2","timeInForce":"IOC""#),
      ("fok", #""orderType":"Limit","price":"60000.1","qty":"1.2","timeInForce":"FOK""#),
      ("tolerance", #""orderType":"Market","qty":"1.2","slippageToleranceType":"TickSize","slippageTolerance":"1""#),
    ] {
      #expect(try desk.order(#""side":"Buy","orderLinkId":"\#(link)",\#(fields)"#)["retCode"] == .integer(0))
    }
    let orders = try ["ioc", "fok", "tolerance"].map { try open(&desk, "&orderLinkId=\($0)").first }
    #expect(orders.map { $0?["orderStatus"]?.text } == ["Cancelled", "Cancelled", "Cancelled"])
    #expect(orders.map { $0?["cumExecQty"]?.text } == ["0.833", "0.000", "0.833"])
    #expect(orders[2]?["slippageTolerance"] == .string("1"))
  }

  @Test("Two clients trade with one another where they are better than the market, the earlier order first")
  func clients() throws {
    var desk = try Desk()
    var engine = desk.api.engine
    let symbol = try #require(Symbol("BTCUSDT"))
    func quantity(_ text: String) throws -> Quantity { try #require(Quantity(text)) }
    for key in ["second", "third"] {
      _ = try engine.apply(.openAccount(OpenAccount(key: key, balance: try #require(Money("100000")))))
    }
    func sell(_ account: Int, _ price: String) throws {
      var order = PlaceOrder(symbol: symbol, side: .sell, type: .limit, quantity: try quantity("0.1"))
      let limit: Price = try #require(Price(price))
      order.price = limit
      _ = try engine.apply(.placeOrder(order), account: account)
    }
    // Above the last price and below what the market asks, 60000.1 and one basis point.
    try sell(0, "60003.0")
    try sell(1, "60002.0")
    try sell(0, "60002.0")
    _ = try engine.apply(.placeOrder(PlaceOrder(symbol: symbol, side: .buy, type: .market, quantity: try quantity("0.35"))), account: 2)
    desk.api.engine = engine
    let fills = engine.accounts[2].executions
    #expect(fills.map(\.price.description) == ["60002", "60002", "60003", "60006.1"])
    #expect(fills.map(\.quantity.description) == ["0.1", "0.1", "0.1", "0.05"])
    #expect(engine.accounts[1].executions.count == 1)
    #expect(engine.accounts[1].executions.first?.orderID == engine.orders[1].id)
    #expect(engine.accounts[0].executions.map(\.isMaker) == [true, true])
    #expect(engine.marketMaker[symbol]?.position.description == "-0.05")
  }

  @Test("Partial protection belongs to its fill: one side's trigger cancels the other")
  func partialProtection() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.4""#)["retCode"] == .integer(0))
    let entry = #""side":"Buy","orderType":"Market","qty":"0.1","tpslMode":"Partial","takeProfit":"60500","stopLoss":"59500""#
    #expect(try desk.order(entry)["retCode"] == .integer(0))
    #expect(try open(&desk).map { $0["stopOrderType"]?.text } == ["PartialStopLoss", "PartialTakeProfit"])
    #expect(try open(&desk).map { $0["qty"]?.text } == ["0.100", "0.100"])
    try desk.shock("60500")
    #expect(try position(&desk)?["size"] == .string("0.400"))
    #expect(try open(&desk) == [])
    let cancelled = try desk.get("/v5/order/history", "category=linear&orderStatus=Deactivated")["result"]?["list"]?[0]
    #expect(cancelled?["cancelType"] == .string("CancelByOCOSlCanceledByTpTriggered"))
    let stop = #""tpslMode":"Partial","positionIdx":0,"stopLoss":"60000","slSize":"0.2","slOrderType":"Limit","slLimitPrice":"60010""#
    #expect(try post(&desk, "/v5/position/trading-stop", stop) == .integer(0))
    try desk.shock("59999")
    // The limit of 60010 waits for the price to come back.
    #expect(try position(&desk)?["size"] == .string("0.400"))
    try desk.shock("60011")
    #expect(try position(&desk)?["size"] == .string("0.200"))
  }

  @Test("A trailing stop follows the best price from its activation on, and closes when the price comes back by its distance")
  func trailing() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
    let stop = #""tpslMode":"Full","positionIdx":0,"trailingStop":"200","activePrice":"60300""#
    #expect(try post(&desk, "/v5/position/trading-stop", stop) == .integer(0))
    #expect(try position(&desk)?["trailingStop"] == .string("200.00"))
    for price in ["60250", "60050", "60400", "60350"] { try desk.shock(price) }
    #expect(try open(&desk).first?["triggerPrice"] == .string("60200.00"))
    try desk.shock("60200.1")
    #expect(try position(&desk)?["size"] == .string("0.100"))
    try desk.shock("60200")
    #expect(try position(&desk)?["side"] == .string(""))
    let closing = try desk.get("/v5/order/history", "category=linear")["result"]?["list"]?[0]
    #expect(closing?["createType"] == .string("CreateByTrailingStop"))
  }

  @Test("A trailing stop ends in the same millisecond however often time is advanced", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func trailingSteps(seed: UInt64) throws {
    func play(step: Int64) throws -> [JSONValue?] {
      var desk = try Desk(market: .synthetic(seed: seed))
      #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
      #expect(try post(&desk, "/v5/position/trading-stop", #""trailingStop":"90","positionIdx":0"#) == .integer(0))
      let end = desk.now + 3_600_000
      while desk.now < end {
        desk.now = min(end, desk.now + step)
        desk.api.engine.advance(to: desk.now)
      }
      return try desk.wholeState()
    }
    let whole = try play(step: 3_600_000)
    #expect(try play(step: 1234) == whole)
    #expect(whole[6]?["list"]?.items.count == 1)
  }

  @Test("Longs pay shorts every eight hours")
  func funding() throws {
    var desk = try Desk()
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
    let before = try #require(Money(try wallet(&desk)))
    desk.now = (desk.now / 28_800_000 + 1) * 28_800_000
    // 0.01 % of 6000
    #expect(Money(try wallet(&desk)) == before - (try #require(Money("0.6"))))
    let row = try desk.get("/v5/execution/list", "category=linear&execType=Funding")["result"]?["list"]?[0]
    #expect(row?["execFee"] == .string("0.6"))
    #expect(row?["orderType"] == .string("UNKNOWN"))
    #expect(try desk.get("/v5/execution/list", "category=linear&execType=Trade")["result"]?["list"]?.items.count == 1)
  }

  @Test("An exchange that pays no funding by itself pays it when it is asked for")
  func fundingByCommand() throws {
    var desk = try Desk(paysFundingByItself: false)
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"0.1""#)["retCode"] == .integer(0))
    let before = try #require(Money(try wallet(&desk)))
    desk.now = (desk.now / 28_800_000 + 1) * 28_800_000
    #expect(Money(try wallet(&desk)) == before)
    #expect(desk.control(APIRequest(method: "POST", path: "/control/funding")).status == 200)
    #expect(Money(try wallet(&desk)) == before - (try #require(Money("0.6"))))
  }

  private func wallet(_ desk: inout Desk) throws -> String {
    try #require(
      try desk.get("/v5/account/wallet-balance", "accountType=UNIFIED")["result"]?["list"]?[0]?["totalWalletBalance"]?.text)
  }

  @Test("When the equity no longer covers the maintenance margin the position is closed, and nobody owes anything")
  func liquidation() throws {
    var desk = try Desk()
    let leverage = #""buyLeverage":"100","sellLeverage":"100""#
    #expect(try post(&desk, "/v5/position/set-leverage", leverage) == .integer(0))
    #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"50""#)["retCode"] == .integer(0))
    #expect(try desk.order(#""side":"Buy","orderType":"Limit","qty":"0.1","price":"40000","orderLinkId":"rest""#)["retCode"] == .integer(0))
    let level = try #require(try position(&desk)?["liqPrice"]?.text.flatMap { Price($0) })
    #expect(level < (try #require(Price("60000"))))
    try desk.shock((level + (try #require(Price("10")))).description)
    #expect(try position(&desk)?["side"] == .string("Buy"))
    try desk.shock("50000")
    #expect(try position(&desk)?["side"] == .string(""))
    #expect(try wallet(&desk) == "0")
    #expect(try open(&desk, "&orderLinkId=rest").first?["cancelType"] == .string("CancelAllBeforeLiq"))
    #expect(desk.api.engine.accounts[0].ledger.insurance > .zero)
  }

  @Test("A liquidation happens in the same second however often time is advanced")
  func liquidationSteps() throws {
    func play(seed: UInt64, step: Int64) throws -> [JSONValue?] {
      var desk = try Desk(market: .synthetic(seed: seed))
      #expect(try post(&desk, "/v5/position/set-leverage", #""buyLeverage":"100","sellLeverage":"100""#) == .integer(0))
      #expect(try desk.order(#""side":"Buy","orderType":"Market","qty":"60""#)["retCode"] == .integer(0))
      let end = desk.now + 86_400_000
      while desk.now < end {
        desk.now = min(end, desk.now + step)
        desk.api.engine.advance(to: desk.now)
      }
      return try desk.wholeState()
    }
    var liquidated = 0
    for seed in 11...15 as ClosedRange<UInt64> {
      let whole = try play(seed: seed, step: 86_400_000)
      #expect(try play(seed: seed, step: 61_001) == whole)
      liquidated += try #require(whole[6]?["list"]).items.count
    }
    #expect(liquidated > 0, "no market fell far enough")
  }
}
