import Model
import Testing

@testable import Bybit

@Suite struct StreamSessionTests {
  private let start = Timestamp(milliseconds: 1_700_000_000_000)

  private func session(_ credentials: BybitCredentials? = Bench.credentials, _ topics: [String] = ["order", "execution"]) -> StreamSession {
    StreamSession(credentials, topics, StreamTiming(), at: start)
  }

  private func live(_ topics: [String]) -> StreamSession {
    var session = session(nil, topics)
    _ = session.opened(serverTime: start)
    _ = session.received(StreamExamples.subscribed, at: start)
    return session
  }

  @Test func `a private stream signs in as the sheet computes it, then subscribes, then is live`() {
    var session = session()
    #expect(
      session.opened(serverTime: start) == [
        .send(
          #"{"op":"auth","args":["bench-key-0001",1700000010000,"9f9889ca77888bbc7f3063f4308d73d45473c236e2fad27a7047157bfd707a83"]}"#)
      ])
    #expect(
      session.received(StreamExamples.authenticated, at: start) == [.send(#"{"op":"subscribe","args":["order","execution"]}"#)])
    #expect(session.received(StreamExamples.subscribed, at: start) == [.live])
    #expect(session.received(StreamExamples.subscribed, at: start).isEmpty, "live once")
  }

  @Test func `a public stream subscribes at once`() {
    var session = session(nil, ["tickers.BTCUSDT"])
    #expect(session.opened(serverTime: start) == [.send(#"{"op":"subscribe","args":["tickers.BTCUSDT"]}"#)])
  }

  @Test func `a refusal ends the session with its reason`() {
    var first = session()
    _ = first.opened(serverTime: start)
    let refused = #"{"success":false,"ret_msg":"Params Error","op":"auth","conn_id":"c"}"#
    #expect(first.received(refused, at: start) == [.end(.authenticationRefused("Params Error"))])
    #expect(first.received(StreamExamples.order, at: start).isEmpty, "nothing after the end")
    var second = session(nil)
    _ = second.opened(serverTime: start)
    let unknown = #"{"success":false,"ret_msg":"error:handler not found","op":"subscribe"}"#
    #expect(second.received(unknown, at: start) == [.end(.subscriptionRefused("error:handler not found"))])
  }

  @Test func `it pings every twenty seconds and gives up after thirty without a word`() {
    var session = live(["order"])
    #expect(session.tick(at: start + .milliseconds(19_999)).isEmpty)
    #expect(session.tick(at: start + .seconds(20)) == [.send(#"{"req_id":"ping","op":"ping"}"#)])
    #expect(session.tick(at: start + .seconds(29)).isEmpty)
    #expect(session.received(StreamExamples.privatePong, at: start + .seconds(29)).isEmpty)
    #expect(session.tick(at: start + .seconds(40)) == [.send(#"{"req_id":"ping","op":"ping"}"#)])
    #expect(session.tick(at: start + .seconds(58)).isEmpty)
    #expect(session.tick(at: start + .seconds(59)) == [.end(.silent)])
  }

  @Test func `an unanswered sign-in or subscription is given up after ten seconds`() {
    var session = session()
    _ = session.opened(serverTime: start)
    #expect(session.tick(at: start + .milliseconds(9999)).isEmpty)
    #expect(session.tick(at: start + .seconds(10)) == [.end(.unanswered("auth"))])
    var other = self.session()
    _ = other.opened(serverTime: start)
    _ = other.received(StreamExamples.authenticated, at: start + .seconds(5))
    #expect(other.tick(at: start + .seconds(15)) == [.end(.unanswered("subscribe"))])
  }

  @Test func `the private examples of the sheet are delivered as values`() throws {
    var session = live(["order", "execution", "position", "wallet"])
    guard case .deliver(.order(let order))? = session.received(StreamExamples.order, at: start).first,
      case .deliver(.execution(let execution))? = session.received(StreamExamples.execution, at: start).first,
      case .deliver(.position(let position))? = session.received(StreamExamples.position, at: start).first,
      case .deliver(.wallet(let wallet))? = session.received(StreamExamples.wallet, at: start).first
    else {
      Issue.record("not all four were delivered")
      return
    }
    #expect(order.status == .filled && order.cumulativeQuantity.description == "0.01" && order.cumulativeFee.description == "0.12")
    #expect(execution.executionID == "e0cbe81d-0f18-5866-9415-cf319b5dab30" && execution.isMaker)
    #expect(position.averagePrice?.description == "60000" && position.stopLoss?.description == "59000")
    #expect(wallet.walletBalance.description == "9999.88" && wallet.equity.description == "9999.891")
  }

  @Test func `a delta changes only what it names, and one without a snapshot asks for the snapshot`() {
    var session = live(["tickers.BTCUSDT"])
    #expect(
      session.received(StreamExamples.tickerDelta, at: start) == [
        .send(#"{"op":"unsubscribe","args":["tickers.BTCUSDT"]}"#), .send(#"{"op":"subscribe","args":["tickers.BTCUSDT"]}"#),
      ])
    _ = session.received(StreamExamples.tickerSnapshot, at: start)
    guard case .deliver(.ticker(let ticker))? = session.received(StreamExamples.tickerDelta, at: start).first else {
      Issue.record("no ticker")
      return
    }
    #expect(ticker.lastPrice.description == "60015.3" && ticker.ask?.description == "60015.3")
    #expect(ticker.bid?.description == "60015.1" && ticker.markPrice.description == "60013.44")
    #expect(ticker.at == Timestamp(milliseconds: 1_700_000_123_556))
  }

  @Test func `a candle of the stream says whether it is closed`() {
    var session = live(["kline.1.BTCUSDT"])
    guard case .deliver(.candle(let open))? = session.received(StreamExamples.kline, at: start).first else {
      Issue.record("no candle")
      return
    }
    #expect(open.interval == "1" && !open.isClosed && open.candle.close == 60015.2 && open.candle.volume == 12.345)
    let final = StreamExamples.kline.replacing(#""confirm":false"#, with: #""confirm":true"#)
    guard case .deliver(.candle(let closed))? = session.received(final, at: start).first else {
      Issue.record("no candle")
      return
    }
    #expect(closed.isClosed)
  }

  @Test func `what cannot be read ends the connection, what is merely new is skipped`() {
    for text in [StreamExamples.book, #"{"op":"news"}"#, #"{"topic":"liquidation.BTCUSDT","data":[{"symbol":"BTCUSDT"}]}"#] {
      var session = live(["order"])
      #expect(session.received(text, at: start).isEmpty, "\(text)")
    }
    let unreadable = StreamExamples.execution.replacing(#""execQty":"0.010""#, with: #""execQty":"many""#)
    for text in ["", "[]", "{", unreadable] {
      var session = live(["execution"])
      guard case .end(.malformed)? = session.received(text, at: start).first else {
        Issue.record("'\(text.prefix(40))' did not end the session")
        continue
      }
    }
    var session = live(["order"])
    let unknown = StreamExamples.order.replacing(#""Filled""#, with: #""Teleported""#)
    guard case .deliver(.order(let order))? = session.received(unknown, at: start).first else {
      Issue.record("no order")
      return
    }
    #expect(order.status == .unknown("Teleported"))
  }

  @Test func `pauses grow from a tenth of a second to half a minute, a refused key waits a minute`() {
    var backOff = StreamBackOff()
    let lost = StreamEnd.disconnected("lost")
    let pauses = (0..<9).map { _ in backOff.pause(after: lost, lived: nil, jitter: 0) }
    #expect(
      pauses == [
        .milliseconds(100), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(30), .seconds(30), .seconds(30),
      ])
    #expect(backOff.pause(after: lost, lived: .seconds(29), jitter: 0) == .seconds(30), "a short life is a failure as well")
    #expect(backOff.pause(after: lost, lived: .seconds(30), jitter: 0) == .milliseconds(100))
    #expect(backOff.pause(after: .authenticationRefused(""), lived: nil, jitter: 0) == .seconds(60))
    #expect(backOff.pause(after: lost, lived: .seconds(60), jitter: 1) == .milliseconds(150))
  }
}
