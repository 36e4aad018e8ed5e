import Bybit
import Model
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct TradingTests {
  @Test func `an entry carries its stops in the same request and is acknowledged`() async throws {
    let bench = try Bench(SheetExamples.created)
    let acknowledgement = try await bench.client.place(try Fixture.entry())
    #expect(acknowledgement == OrderAcknowledgement(orderID: "c6f055d9-7f21-4079-913d-e6523a9cfff0", linkID: try Fixture.linkID()))
    let request = bench.server.requests[0]
    #expect(request.method == "POST" && request.target == "/v5/order/create")
    let body =
      #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.01","price":"60000","positionIdx":0,"#
      + #""orderLinkId":"bot-20231114-0001","takeProfit":"62000","stopLoss":"59000","tpslMode":"Full","tpTriggerBy":"LastPrice","#
      + #""slTriggerBy":"LastPrice"}"#
    #expect(request.body == body)
    #expect(request.header("Content-Type") == "application/json")
    let signature = BybitSignature.rest(Bench.credentials, timestamp: Bench.start, recvWindow: .seconds(2), payload: body)
    #expect(request.header("X-BAPI-SIGN") == signature)
  }

  @Test func `a market exit is reduce-only`() async throws {
    let bench = try Bench(SheetExamples.created)
    var exit = try Fixture.exit()
    exit.slippage = .ticks(50)
    _ = try await bench.client.place(exit)
    let body =
      #"{"category":"linear","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.01","positionIdx":0,"#
      + #""orderLinkId":"bot-20231114-0001","reduceOnly":true,"slippageToleranceType":"TickSize","slippageTolerance":"50"}"#
    #expect(bench.server.requests[0].body == body)
  }

  @Test func `an order for the whole position has no quantity of its own`() async throws {
    let bench = try Bench(SheetExamples.created)
    var exit = try Fixture.exit()
    exit.closesPosition = true
    _ = try await bench.client.place(exit)
    let body =
      #"{"category":"linear","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0","positionIdx":0,"#
      + #""orderLinkId":"bot-20231114-0001","reduceOnly":true,"closeOnTrigger":true}"#
    #expect(bench.server.requests[0].body == body)
  }

  @Test func `an order that no exchange would take is refused before sending`() async throws {
    let bench = try Bench(SheetExamples.created)
    var withStop = try Fixture.exit()
    withStop.stopLoss = try Fixture.value("1")
    var empty = try Fixture.entry()
    empty.quantity = .zero
    var entry = try Fixture.entry()
    entry.closesPosition = true
    for order in [withStop, empty, entry] {
      let error = await failure { () async throws(BybitError) in _ = try await bench.client.place(order) }
      #expect(error?.kind == .rejected)
    }
    #expect(bench.server.requests.isEmpty)
  }

  @Test(arguments: [
    #"{}"#, #"{"orderId":"","orderLinkId":"bot-20231114-0001"}"#, #"{"orderId":"1","orderLinkId":"other"}"#,
  ])
  func `an acknowledgement that cannot be used leaves the outcome unknown`(result: String) async throws {
    let bench = try Bench(envelope(0, result: result))
    let order = try Fixture.entry()
    let error = await failure { () async throws(BybitError) in _ = try await bench.client.place(order) }
    #expect(error?.kind == .outcomeUnknown)
    #expect(error?.mayHaveActed == true)
    #expect(bench.server.requests.count == 1)
  }

  @Test func `what is so already counts as done`() async throws {
    let bench = try Bench([.init(envelope(110_043)), .init(envelope(34_040)), .init(envelope(110_025)), .init(SheetExamples.empty)])
    let symbol = try Fixture.symbol()
    try await bench.client.setLeverage(symbol, 5)
    try await bench.client.setTradingStop(
      symbol, takeProfit: try Fixture.value("62000"), stopLoss: try Fixture.value("59500"), stopLossTrigger: .mark)
    try await bench.client.switchToOneWayMode()
    try await bench.client.setLeverage(symbol, 12.5)
    #expect(
      bench.server.requests.map(\.body) == [
        #"{"category":"linear","symbol":"BTCUSDT","buyLeverage":"5","sellLeverage":"5"}"#,
        #"{"category":"linear","symbol":"BTCUSDT","tpslMode":"Full","positionIdx":0,"takeProfit":"62000","stopLoss":"59500","#
          + #""tpTriggerBy":"LastPrice","slTriggerBy":"MarkPrice"}"#,
        #"{"category":"linear","coin":"USDT","mode":0}"#,
        #"{"category":"linear","symbol":"BTCUSDT","buyLeverage":"12.5","sellLeverage":"12.5"}"#,
      ])
  }

  @Test func `a stop change without a stop is refused, since the exchange would call it unchanged`() async throws {
    let bench = try Bench(envelope(34_040))
    let symbol = try Fixture.symbol()
    let error = await failure { () async throws(BybitError) in try await bench.client.setTradingStop(symbol) }
    #expect(error?.kind == .rejected)
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `cancelling and amending name the order`() async throws {
    let bench = try Bench([.init(SheetExamples.created), .init(SheetExamples.created), .init(SheetExamples.cancelledAll)])
    let symbol = try Fixture.symbol()
    _ = try await bench.client.cancel(.linkID(try Fixture.linkID()), symbol)
    _ = try await bench.client.amend(.orderID("abc"), symbol, OrderChange(price: try Fixture.value("59999.5"), stopLoss: .zero))
    let cancelled = try await bench.client.cancelAll()
    #expect(cancelled.map(\.orderID) == ["c6f055d9-7f21-4079-913d-e6523a9cfff0"])
    #expect(
      bench.server.requests.map(\.body) == [
        #"{"category":"linear","symbol":"BTCUSDT","orderLinkId":"bot-20231114-0001"}"#,
        #"{"category":"linear","symbol":"BTCUSDT","orderId":"abc","price":"59999.5","stopLoss":"0"}"#,
        #"{"category":"linear","settleCoin":"USDT"}"#,
      ])
  }

  @Test(arguments: [
    (110_072, BybitError.Kind.duplicateLinkID, true), (110_001, .notFound, false), (110_007, .rejected, false),
    (10_016, .outcomeUnknown, true),
    (10_000, .outcomeUnknown, true), (10_004, .authentication, false), (110_079, .outcomeUnknown, true),
  ])
  func `a refused write is sent once and says whether it can have acted`(code: Int, kind: BybitError.Kind, mayHaveActed: Bool) async throws
  {
    let bench = try Bench(envelope(code, "error sign! origin_string[1700bench-key-00015000]"))
    let order = try Fixture.entry()
    let error = await failure { () async throws(BybitError) in _ = try await bench.client.place(order) }
    #expect(error?.kind == kind)
    #expect(error?.retCode == code)
    #expect(error?.mayHaveActed == mayHaveActed)
    #expect(bench.server.requests.count == 1)
    if kind == .authentication { #expect(error?.description.contains("bench-key") == false) }
  }
}
