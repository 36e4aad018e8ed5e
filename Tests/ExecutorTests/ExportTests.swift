import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct ExportTests {
  @Test("Pages of every table hold each row once, oldest first, whatever their size", arguments: ExportTable.allCases)
  func pages(_ table: ExportTable) async throws {
    try await Bench.open { bench in
      for _ in 1...3 {
        let proposal = try await ManualCloseTests.opened(bench)
        try await bench.askToClose(proposal)
        try await bench.finishesClose(proposal)
      }
      let expected = [ExportTable.trades: 3, .executions: 6, .ledger: 9][table]
      for limit in [1, 2, 3, 500] {
        var keys: [String] = []
        var after: String?
        repeat {
          let reply = try await Self.ask(bench, ExportRows(table: table, afterKey: after, limit: limit))
          let page = Self.keys(reply)
          #expect(page.count <= limit)
          keys += page
          after = reply.nextKey
        } while after != nil && keys.count < 100
        #expect(keys.count == expected)
        #expect(keys == keys.sorted())
        #expect(Set(keys).count == keys.count)
      }
    }
  }

  @Test("Pages of the list of trades hold each once, newest first, whatever their size and of each status")
  func newestFirst() async throws {
    try await Bench.open { bench in
      for _ in 1...3 {
        let proposal = try await ManualCloseTests.opened(bench)
        try await bench.askToClose(proposal)
        try await bench.finishesClose(proposal)
      }
      let handler = ListTradesHandler(database: bench.database)
      for (status, expected) in [(nil, 3), (TradeStatus.closed, 3), (.open, 0)] {
        for limit in [1, 2, 3, 500] {
          var keys: [String] = []
          var after: String?
          repeat {
            let reply = try await handler.answer(ListTrades(status: status, afterKey: after, limit: limit))
            #expect(reply.trades.count <= limit)
            keys += reply.trades.map { "\($0.createdAt) \($0.tradeID)" }
            after = reply.nextKey
          } while after != nil && keys.count < 100
          #expect(keys.count == expected)
          #expect(keys == keys.sorted(by: >))
          #expect(Set(keys).count == keys.count)
        }
      }
    }
  }

  @Test("The beginning of the range is inside, its end is not")
  func range() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      let at = try await bench.story(proposal).trade.createdAt
      func count(_ from: Timestamp?, _ to: Timestamp?) async throws -> Int {
        try await Self.ask(bench, ExportRows(table: .trades, from: from, to: to)).trades.count
      }
      #expect(try await count(at, at + .milliseconds(1)) == 1)
      #expect(try await count(at + .milliseconds(1), nil) == 0)
      #expect(try await count(nil, at) == 0)
    }
  }

  @Test(
    "A key that no page has given is an error",
    arguments: [
      (ExportTable.trades, "x"), (.trades, "2026-01-01T00:00:00.000000Z|x"), (.executions, "2026-01-01T00:00:00.000000Z"),
      (.ledger, "2026-01-01T00:00:00.000000Z|e-1"), (.ledger, "|e-1|fee"),
    ])
  func badKey(_ table: ExportTable, _ key: String) {
    #expect(throws: ExecutorError.self) { try ExportPage.Key(key, of: table) }
  }

  private static func ask(_ bench: Bench, _ request: ExportRows) async throws -> ExportRows.Reply {
    try await ExportRowsHandler(database: bench.database).answer(request)
  }

  private static func keys(_ reply: ExportRows.Reply) -> [String] {
    reply.trades.map { "\($0.createdAt) \($0.tradeID)" } + reply.executions.map { "\($0.at) \($0.executionID)" }
      + reply.ledger.map { "\($0.at) \($0.executionID) \($0.kind.rawValue)" }
  }
}
