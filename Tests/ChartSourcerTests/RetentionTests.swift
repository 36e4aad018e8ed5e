import Database
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import ChartSourcer

@Suite struct RetentionTests {
  private let symbol = Symbol("BTCUSDT")

  /// A completed cycle with a drawn chart.
  private func cycle(_ number: Int, _ room: Room, opened: Bool = false, candleOf: Timestamp? = nil) async throws {
    let symbol = try #require(symbol)
    let start = candleOf ?? boundary + .seconds(60 * number)
    let hash = String(repeating: "\(number)", count: 64).prefix(64)
    try await room.database.transaction { transaction in
      let plan = CyclePlan(cycleID: .random(), timeframe: .oneMinute, start: start + .microseconds(number), symbols: [symbol])
      let cycles = CycleStorage(transaction: transaction)
      #expect(try cycles.plan(plan, isManual: true))
      #expect(try cycles.start(plan.cycleID))
      try ChartStorage(transaction: transaction).add(plan.cycleID, [symbol])
      let step = CycleStep(name: .chart, symbol: symbol, outcome: .done, detail: "", at: transaction.now)
      try StoryStorage(transaction: transaction).apply(
        StoryUpdate(plan.cycleID, [step], signals: [symbol], state: opened ? .opened : .declined))
      try transaction.execute(
        "INSERT INTO images (hash, png, created_at) VALUES ($1, ''::bytea, $2::timestamptz)", String(hash), transaction.now)
      try transaction.execute(
        "UPDATE charts SET state = 'captured', image_hash = $2 WHERE cycle_id = $1::uuid", plan.cycleID, String(hash))
      try cycles.complete(plan.cycleID)
    }
    room.clock.advance(by: .seconds(60))
  }

  private func count(_ table: String, _ room: Room) async throws -> Int {
    try await room.database.transaction { try $0.execute("SELECT count(*) AS n FROM \(table)").first?.read("n", as: Int.self) ?? -1 }
  }

  @Test("Old cycles and pictures go; those of a trade stay, also a picture that was drawn for another cycle of the same candle")
  func cycles() async throws {
    let room = try await Room()
    try await cycle(1, room)
    try await cycle(2, room, opened: true)
    try await cycle(3, room)
    try await cycle(4, room, opened: true, candleOf: boundary + .seconds(180))
    try await cycle(5, room)
    room.clock.advance(by: .seconds(86_400 - 90))
    let retention = ChartRetention(candles: 300, images: 1, cycles: .seconds(86_400))
    let pruning = HourlyPruning("test", database: room.database, time: room.clock.source, retention.prune)
    guard case .idle = try await pruning.step() else {
      Issue.record("more is left to delete")
      return
    }
    // Cycle 1 alone has neither a trade nor a trade's candle; cycle 5 is not a day old, and its picture is the newest.
    #expect(try await count("cycles", room) == 4)
    #expect(try await count("charts", room) == 4)
    #expect(try await count("cycle_steps", room) == 4)
    #expect(try await count("cycle_signals", room) == 4)
    #expect(try await count("images", room) == 4)
  }

  @Test("The newest candles of each history are kept")
  func candles() async throws {
    let room = try await Room()
    let symbol = try #require(symbol)
    let candles = (0..<1200).map {
      Candle(openTime: boundary + .seconds(60 * $0), open: 100, high: 102, low: 99, close: 101, volume: 5)
    }
    try await room.database.transaction { transaction in
      let storage = KlineStorage(transaction: transaction)
      for timeframe in [Timeframe.oneMinute, .fiveMinutes] {
        try storage.add(candles, symbol, timeframe)
        try storage.setAskedFrom(boundary, symbol, timeframe)
      }
    }
    let retention = ChartRetention(candles: 300, images: 1, cycles: .seconds(86_400))
    let pruning = HourlyPruning("test", database: room.database, time: room.clock.source, retention.prune)
    while try await pruning.step() == .worked {}
    let kept = try await room.database.transaction {
      try KlineStorage(transaction: $0).candles(symbol, .oneMinute, closedBy: boundary + .seconds(1_000_000), limit: 5000)
    }
    #expect(kept == Array(candles.suffix(300)))
    #expect(try await count("klines", room) == 600)
  }
}
