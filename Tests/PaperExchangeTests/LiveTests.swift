import Foundation
import FoundationNetworking
import Model
import TestKit
import Testing

@testable import PaperExchange

/// A market that follows another V5 server; the other one is a second paper exchange.
@Suite(.serialized) struct LiveTests {
  @Test(
    "Candles, rules and prices are the upstream's, stops are hit when its price moves, and a restart goes on from there",
    .timeLimit(.minutes(10)))
  func follows() async throws {
    let folder = try TemporaryFolder()
    try await RunningExchange.with(market: .flat) { upstream in
      let market = MarketSpecification.live(upstream: "http://127.0.0.1:\(upstream.port)")
      try await RunningExchange.with(market: market, folder: folder.path) { exchange in
        #expect(try await exchange.lastPrice() == "60000.0")
        let order = #"{"symbol":"BTCUSDT","side":"Buy","qty":"0.1","stopLoss":"59500"}"#
        _ = try await exchange.post("/control/order", order)
        _ = try await upstream.post("/control/price", #"{"symbol":"BTCUSDT","price":"59000"}"#)
        try await eventually("the price follows") { try await exchange.lastPrice() == "59000.0" }
        let positions = try await exchange.get("/control/positions")
        #expect(positions["positions"]?.items == [])
        let rows = try await exchange.get("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1&limit=10", port: exchange.port)
        #expect(rows["result"]?["list"]?.items.count == 10)
      }
      _ = try await upstream.post("/control/price", #"{"symbol":"BTCUSDT","price":"61000"}"#)
      try await RunningExchange.with(market: market, folder: folder.path) { exchange in
        try await eventually("the price follows") { try await exchange.lastPrice() == "61000.0" }
        let ledger = try await exchange.get("/control/ledger")
        #expect(ledger["accounts"]?[0]?["fees"]?.text != "0")
      }
    }
  }

  @Test("An upstream that does not answer stops the start with its name")
  func silent() async throws {
    let port = try #require(try LoopbackPorts.free(1).first)
    let failure = await #expect(throws: StartFailure.self) {
      try await RunningExchange.with(market: .live(upstream: "http://127.0.0.1:\(port)")) { _ in }
    }
    #expect(failure?.description.contains("127.0.0.1:\(port)") == true)
  }
}
