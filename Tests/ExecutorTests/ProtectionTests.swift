import Foundation
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Executor

/// Invariant 2 of DESIGN §6: no position without a stop.
@Suite(.serialized) struct ProtectionTests {
  /// The exchange shows positions without stop and target.
  static func unprotected(_ body: String) -> String {
    ["stopLoss", "takeProfit"].reduce(body) { text, name in
      text.replacingOccurrences(of: "\"\(name)\":\"[0-9.]+\"", with: "\"\(name)\":\"0.00\"", options: .regularExpression)
    }
  }

  @Test("A missing stop is set at once, read back, and the trade opens")
  func repaired() async throws {
    try await Bench.open { bench in
      let isSet = Shared(false)
      bench.venue.disturb { request, _ in
        if request.path == "/v5/position/trading-stop" { isSet.value.withLock { $0 = true } }
        let hides = request.path == "/v5/position/list" && !isSet.value.withLock { $0 }
        return hides ? .rewrite(Self.unprotected) : .pass
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      let calls = bench.venue.proxy.requests.filter { $0.path == "/v5/position/trading-stop" }
      #expect(calls.count == 1)
      #expect(calls.first?.body.contains(#""stopLoss":"59000""#) == true)
      #expect(try await published(TradeOpened.self, bench.database).first?.stopLoss == proposal.stopLoss)
    }
  }

  @Test("A stop that covers only a part of the position counts as none: it is set for the whole, read back, and the trade opens")
  func partialMode() async throws {
    try await Bench.open { bench in
      let isSet = Shared(false)
      bench.venue.disturb { request, _ in
        if request.path == "/v5/position/trading-stop" { isSet.value.withLock { $0 = true } }
        let isPartial = request.path == "/v5/position/list" && !isSet.value.withLock { $0 }
        return isPartial ? .rewrite { $0.replacingOccurrences(of: #""tpslMode":"Full""#, with: #""tpslMode":"Partial""#) } : .pass
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      let calls = bench.venue.proxy.requests.filter { $0.path == "/v5/position/trading-stop" }
      #expect(calls.count == 1)
      #expect(calls.first?.body.contains(#""tpslMode":"Full""#) == true)
    }
  }

  @Test("A stop that cannot be set leads to one reduce-only order, and the trade ends as flattened with its cost")
  func flattened() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop": .retCode(10_001)
        case "/v5/position/list": .rewrite(Self.unprotected)
        default: .pass
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(bench.venue.count("/v5/order/create") { $0.body.contains(#""reduceOnly":true"#) } == 1)
      #expect(try await bench.orderState(proposal, .flatten) == .filled)
      let closed = try await published(TradeClosed.self, bench.database)
      #expect(closed.map(\.reason) == [.flattened])
      // Bought at 60006.1, sold at 59993.9: −0.122 before fees of 0.33003355 and 0.32996645.
      #expect(closed.first?.realizedPnL.description == "-0.782")
    }
  }

  @Test("A target that is refused does not keep the stop from being set: the position lives on with its stop")
  func targetRefused() async throws {
    try await Bench.open { bench in
      let isSet = Shared(false)
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop" where request.body.contains("takeProfit"): return .retCode(10_001)
        case "/v5/position/trading-stop":
          isSet.value.withLock { $0 = true }
          return .pass
        case "/v5/position/list":
          let isStopSet = isSet.value.withLock { $0 }
          return .rewrite { body in
            isStopSet ? body.replacing(#/"takeProfit":"[0-9.]+"/#, with: #""takeProfit":"0.00""#) : Self.unprotected(body)
          }
        default: return .pass
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      #expect(bench.reducing == 0)
      #expect(try await bench.venue.position("BTCUSDT").stop == "59000")
    }
  }

  @Test("An entry whose stop cannot be set is closed, whether or not the executions can be read then")
  func flattenedWithoutExecutions() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop", "/v5/execution/list": .retCode(10_001)
        case "/v5/position/list": .rewrite(Self.unprotected)
        default: .pass
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it is closed") { bench.reducing == 1 }
      bench.venue.disturb { _, _ in .pass }
      try await bench.reachesOpen(proposal)
      try await bench.reachesClosed(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
    }
  }

  @Test("A closing order whose answer is lost is looked up, not doubled")
  func flattenReplyLost() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop": .retCode(10_001)
        case "/v5/position/list": .rewrite(Self.unprotected)
        case "/v5/order/create" where request.body.contains("reduceOnly"): .loseReply
        default: .pass
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      #expect(bench.venue.count("/v5/order/create") { $0.body.contains("reduceOnly") } == 1)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
    }
  }

  @Test("A closing order that is refused is sent again under its own id until the position is gone")
  func flattenRefused() async throws {
    try await Bench.open { bench in
      let refusals = Shared(0)
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop": return .retCode(10_001)
        case "/v5/position/list": return .rewrite(Self.unprotected)
        case "/v5/order/create" where request.body.contains("reduceOnly"):
          let number = refusals.value.withLock { count in
            count += 1
            return count
          }
          return number <= 2 ? .retCode(110_017) : .pass
        default: return .pass
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      let ids = bench.venue.proxy.requests.filter { $0.body.contains("reduceOnly") }
        .compactMap { $0.body.split(separator: "\"").first { $0.hasPrefix("atf") }?.prefix(4) }
      #expect(ids == ["atf0", "atf0", "atf0"])
    }
  }

  @Test("A position that is not shown yet is not taken for closed, and its stop is still read back")
  func notShownYet() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, number in
        request.path == "/v5/position/list" && number <= 3
          ? .rewrite { $0.replacingOccurrences(of: #""size":"0.010""#, with: #""size":"0""#) } : .pass
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      #expect(bench.venue.count("/v5/position/list") == 4)
    }
  }

  @Test("Unreadable positions are neither protection nor the lack of it")
  func unreadablePositions() async throws {
    try await Bench.open { bench in
      // The first read, before the entry, is answered.
      bench.venue.disturb { request, number in request.path == "/v5/position/list" && number > 1 ? .retCode(10_016) : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the order is acknowledged") { try await bench.orderState(proposal) == .acknowledged }
      await #expect(throws: (any Error).self) { try await bench.entries.step() }
      #expect(try await bench.status(proposal) == "pending")
      #expect(bench.creates == 1)
      bench.venue.disturb { _, _ in .pass }
      try await bench.reachesOpen(proposal)
    }
  }

  @Test("A partly filled entry opens and closes with what was filled, not with what was ordered")
  func partialFill() async throws {
    try await Bench.open { bench in
      // Filled 0.01 of an order for 0.02, as the exchange tells it: the rest was cancelled.
      bench.venue.disturb { request, _ in
        request.path == "/v5/order/realtime" || request.path == "/v5/order/history"
          ? .rewrite { $0.replacingOccurrences(of: #""orderStatus":"Filled""#, with: #""orderStatus":"Cancelled""#) } : .pass
      }
      let proposal = try Fixture.proposal(quantity: "0.02")
      try await bench.confirm(proposal)
      let order = try await bench.stored(proposal, .acknowledged)
      var request = order.request(proposal)
      request.quantity = try Fixture.value("0.01")
      _ = try await bench.exchange.verified().place(request)
      try await bench.reachesOpen(proposal)
      #expect(try await published(TradeOpened.self, bench.database).first?.quantity.description == "0.01")
      await bench.venue.setPrice("BTCUSDT", "62100")
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      #expect(try await published(TradeClosed.self, bench.database).first?.quantity.description == "0.01")
      #expect(try await bench.text("SELECT quantity::text AS value FROM trades WHERE id = $1::uuid", proposal) == "0.01000000")
    }
  }

  @Test("An entry that the exchange ended without a fill fails, and leaves nothing behind", arguments: ["Cancelled", "Rejected"])
  func notFilled(_ status: String) async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        guard request.path == "/v5/order/realtime" || request.path == "/v5/order/history" else { return .pass }
        return .rewrite { body in
          body.replacingOccurrences(of: #""orderStatus":"Filled""#, with: "\"orderStatus\":\"\(status)\"")
            .replacingOccurrences(of: #""cumExecQty":"[0-9.]+""#, with: #""cumExecQty":"0""#, options: .regularExpression)
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await bench.status(proposal) == (status == "Rejected" ? "rejected" : "cancelled"))
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["notFilled"])
    }
  }
}
