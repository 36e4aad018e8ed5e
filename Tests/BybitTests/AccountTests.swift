import Bybit
import Model
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct AccountTests {
  private func page(_ rows: String, cursor: String = "") -> ScriptedHTTPServer.Reply {
    .init(envelope(0, result: #"{"list":[\#(rows)],"nextPageCursor":"\#(cursor)"}"#))
  }

  /// The first row of an example's list, as text.
  private func row(_ example: String) throws -> String {
    let start = try #require(example.firstRange(of: "\"list\":[")).upperBound
    let end = try #require(example.ranges(of: "],\"nextPageCursor\"").last).lowerBound
    return String(example[start..<end])
  }

  @Test func `a signed read carries key, time, window and a signature over its query`() async throws {
    let bench = try Bench(SheetExamples.position)
    _ = try await bench.client.positions()
    let request = bench.server.requests[0]
    #expect(request.query == "category=linear&settleCoin=USDT&limit=200")
    #expect(request.header("X-BAPI-API-KEY") == "bench-key-0001")
    #expect(request.header("X-BAPI-TIMESTAMP") == "1700000123456")
    #expect(request.header("X-BAPI-RECV-WINDOW") == "2000")
    let expected = BybitSignature.rest(
      Bench.credentials, timestamp: Bench.start, recvWindow: .seconds(2), payload: "category=linear&settleCoin=USDT&limit=200")
    #expect(request.header("X-BAPI-SIGN") == expected)
    #expect(request.body.isEmpty)
  }

  @Test func `the wallet of the sheet is read`() async throws {
    let bench = try Bench(SheetExamples.wallet)
    let wallet = try await bench.client.wallet()
    #expect([wallet.equity, wallet.walletBalance, wallet.available].map(\.description) == ["10012.5", "10000", "9412.1"])
  }

  @Test func `in isolated margin the available amount is what the coin's balance keeps`() async throws {
    let body = SheetExamples.wallet.replacing("\"9412.10\"", with: "\"\"").replacing("\"locked\":\"0\"", with: "\"locked\":\"100\"")
    let wallet = try await Bench(body).client.wallet()
    // 10000 − 600.4 − 0 − 100 − 0
    #expect(wallet.available.description == "9299.6")
  }

  @Test func `an account that never held the coin is empty`() async throws {
    let wallet = try await Bench(envelope(0, result: #"{"list":[{"coin":[]}]}"#)).client.wallet()
    #expect([wallet.equity, wallet.walletBalance, wallet.available] == [.zero, .zero, .zero])
  }

  @Test func `the position of the sheet is read`() async throws {
    let position = try #require(try await Bench(SheetExamples.position).client.positions().first)
    #expect(position.side == .buy && position.size.description == "0.01" && position.averagePrice?.description == "60000")
    #expect(position.markPrice?.description == "60013.44" && position.liquidationPrice == nil)
    #expect(position.takeProfit?.description == "62000" && position.stopLoss?.description == "59000")
    #expect(position.leverage == 5 && position.unrealisedPnL.description == "0.1344" && position.positionIndex == 0)
    #expect(
      position.createdAt == Timestamp(milliseconds: 1_699_990_000_000) && position.updatedAt == Timestamp(milliseconds: 1_700_000_120_000))
    #expect(position.sequence == 8_327_597_863)
    #expect(position.stopMode == .full && position.coveringStop == position.stopLoss)
  }

  @Test(arguments: [("Partial", Position.StopMode.partial), ("UNKNOWN", nil), ("", nil)])
  func `a stop that covers only a part of the position does not count as covering it`(text: String, mode: Position.StopMode?) async throws {
    let body = SheetExamples.position.replacing(#""tpslMode":"Full""#, with: #""tpslMode":"\#(text)""#)
    let position = try #require(try await Bench(body).client.positions().first)
    #expect(position.stopMode == mode && position.stopLoss != nil)
    #expect(position.coveringStop == (mode == .partial ? nil : position.stopLoss))
  }

  @Test func `a flat row has no side and a stop of zero is none`() async throws {
    let body = SheetExamples.position.replacing("\"side\":\"Buy\",\"size\":\"0.010\"", with: "\"side\":\"\",\"size\":\"0\"")
      .replacing("\"62000.00\"", with: "\"0.00\"").replacing("\"59000.00\"", with: "\"\"")
    let position = try #require(try await Bench(body).client.positions(try Fixture.symbol()).first)
    #expect(position.side == nil && position.size == .zero && position.takeProfit == nil && position.stopLoss == nil)
  }

  @Test func `a position whose size cannot be read is an error and not flat`() async throws {
    let bench = try Bench(SheetExamples.position.replacing("\"size\":\"0.010\"", with: "\"size\":\"?\""))
    let error = await failure { () async throws(BybitError) in _ = try await bench.client.positions() }
    #expect(error?.kind == .malformedReply)
    #expect(error?.message == "BTCUSDT: size is '?'")
  }

  @Test func `the order of the sheet is read and its cursor is sent back as it came`() async throws {
    let bench = try Bench([.init(SheetExamples.order), page("")])
    let order = try #require(try await bench.client.openOrders().first)
    #expect(order.orderID == "c6f055d9-7f21-4079-913d-e6523a9cfff0" && order.linkID?.description == "bot-20231114-0001")
    #expect(order.parentLinkID == nil && order.side == .buy && order.type == "Limit" && order.status == .new)
    #expect(order.cancelType == nil && order.rejectReason == nil && order.stopOrderType == nil && order.triggerPrice == nil)
    #expect(order.quantity.description == "0.01" && order.price?.description == "60000" && order.averagePrice == nil)
    #expect(order.cumulativeQuantity == .zero && order.cumulativeFee == .zero && !order.reduceOnly)
    #expect(order.takeProfit?.description == "62000" && order.stopLoss?.description == "59000")
    #expect(order.createdAt == Timestamp(milliseconds: 1_700_000_123_400) && order.updatedAt == Timestamp(milliseconds: 1_700_000_123_402))
    #expect(bench.server.requests[1].query.hasSuffix("&cursor=page_args%3Dc6f055d9-7f21-4079-913d-e6523a9cfff0%26"))
  }

  @Test func `the fee detail counts before the deprecated fee`() async throws {
    let body = try row(SheetExamples.order).replacing("\"cumFeeDetail\":{}", with: "\"cumFeeDetail\":{\"USDT\":\"0.33\"}")
      .replacing("\"cumExecFee\":\"0\"", with: "\"cumExecFee\":\"9\"").replacing("\"New\"", with: "\"SomethingNew\"")
    let order = try #require(try await Bench([page(body)]).client.openOrders().first)
    #expect(order.cumulativeFee.description == "0.33")
    #expect(order.status == .unknown("SomethingNew"))
  }

  @Test func `an order is looked up among the recent ones and then in the history`() async throws {
    let bench = try Bench([page(""), page(try row(SheetExamples.order)), page("")])
    let symbol = try Fixture.symbol()
    let found = try await bench.client.order(linkID: try Fixture.linkID(), symbol: symbol)
    #expect(found?.status == .new)
    #expect(bench.paths == ["/v5/order/realtime", "/v5/order/history"])
    #expect(bench.server.requests[0].query == "category=linear&symbol=BTCUSDT&orderLinkId=bot-20231114-0001&limit=50")
    #expect(try await bench.client.order(linkID: try Fixture.linkID(), symbol: symbol) == nil)
  }

  @Test func `a failed look-up is an error and not a missing order`() async throws {
    let bench = try Bench([page(""), .init("", status: 500)])
    let symbol = try Fixture.symbol()
    let id = try Fixture.linkID()
    let error = await failure { () async throws(BybitError) in _ = try await bench.client.order(linkID: id, symbol: symbol) }
    #expect(error?.kind == .outcomeUnknown)
  }

  @Test func `a cursor that repeats or could change the query ends in an error`() async throws {
    for cursor in ["same", "x&symbol=ETHUSDT"] {
      let bench = try Bench([page(try row(SheetExamples.order), cursor: cursor)])
      let error = await failure { () async throws(BybitError) in _ = try await bench.client.openOrders() }
      #expect(error?.kind == .malformedReply)
    }
  }

  @Test func `the execution of the sheet is read and repeated ones count once`() async throws {
    let row = try row(SheetExamples.execution)
    let fills = try await Bench([page(row + "," + row)]).client.executions(linkID: try Fixture.linkID())
    let fill = try #require(fills.first)
    #expect(fills.count == 1)
    #expect(fill.executionID == "e0cbe81d-0f18-5866-9415-cf319b5dab30" && fill.kind == .trade && fill.side == .buy && fill.isMaker)
    #expect(
      [fill.price.description, fill.quantity.description, fill.value.description, fill.fee.description] == ["60000", "0.01", "600", "0.12"])
    #expect(fill.closedQuantity == .zero && fill.at == Timestamp(milliseconds: 1_700_000_130_000) && fill.sequence == 8_327_597_870)
  }

  @Test func `executions since long ago are asked for in spans of seven days`() async throws {
    let bench = try Bench([page("")])
    _ = try await bench.client.serverTime()
    _ = try await bench.client.executions(since: Bench.start - .seconds(8 * 86_400))
    let queries = bench.server.requests.dropFirst().map(\.query)
    // 1700000123456 − 8 d = 1699308923456; + 7 d = 1699913723456.
    #expect(queries[0] == "category=linear&settleCoin=USDT&startTime=1699308923456&endTime=1699913723455&limit=100")
    #expect(queries[1] == "category=linear&settleCoin=USDT&startTime=1699913723456&limit=100")
    #expect(queries.count == 2)
  }

  @Test func `the closed profit of the sheet is read`() async throws {
    let closed = try #require(try await Bench(SheetExamples.closedPnL).client.closedPnL(try Fixture.symbol()).first)
    #expect(closed.side == .sell && closed.closedQuantity.description == "0.01" && closed.pnl.description == "4.337")
    #expect(closed.averageEntryPrice.description == "60000" && closed.averageExitPrice.description == "60500")
    #expect(closed.openFee.description == "0.33" && closed.closeFee.description == "0.333")
    #expect(closed.updatedAt == Timestamp(milliseconds: 1_700_000_200_010))
  }

  @Test func `account settings and key rights are read`() async throws {
    let info = envelope(0, result: #"{"unifiedMarginStatus":6,"marginMode":"REGULAR_MARGIN","isMasterTrader":false}"#)
    let key = envelope(
      0,
      result:
        #"{"readOnly":0,"permissions":{"ContractTrade":["Order","Position"],"Wallet":[]},"ips":["*"],"expiredAt":"2030-01-01T00:00:00Z"}"#)
    let bench = try Bench([.init(info), .init(key)])
    #expect(try await bench.client.accountInfo() == AccountSettings(marginMode: "REGULAR_MARGIN", unifiedMarginStatus: 6))
    let rights = try await bench.client.apiKeyInfo()
    #expect(!rights.isReadOnly && rights.permissions["ContractTrade"] == ["Order", "Position"] && rights.addresses == ["*"])
    #expect(rights.expiresAt == "2030-01-01T00:00:00Z")
  }
}
