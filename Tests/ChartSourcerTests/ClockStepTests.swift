import Database
import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import ChartSourcer

/// Boundaries over the calendar, and a clock that is set forward and back. Nothing happens twice, nothing waits for a clock to catch up.
@Suite struct ClockStepTests {
  private struct Room: Sendable {
    let database: Database
    let clock: TestClock
    let cycles: CycleClock

    init(_ start: String, _ timeframes: String = "1m") async throws {
      clock = TestClock(try #require(Timestamp(utc: start)))
      database = try await TestCluster.shared.makeDatabase().migrated(.chartSourcer, ChartsMigrations.all, time: clock.source)
      let settings = try Settings.load(
        environment: ["AUTOTRADER_TRADING_SYMBOLS": "BTCUSDT", "AUTOTRADER_TRADING_TIMEFRAMES": timeframes])
      cycles = CycleClock(database: database, configuration: try ChartSourcerConfiguration(settings), time: clock.source)
    }

    /// Lets the clock run, looking every few seconds as the worker does.
    func run(for duration: Duration, every step: Duration = .seconds(5)) async throws {
      let end = clock.now + duration
      _ = try await cycles.step()
      while clock.now + step <= end {
        clock.advance(by: step)
        _ = try await cycles.step()
      }
    }

    func starter() -> CycleStarter {
      CycleStarter(
        database: database, questions: Questions(), time: clock.source, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// `TIMEFRAME BOUNDARY STATUS`, ascending.
    func planned() async throws -> [String] {
      try await database.transaction {
        try $0.execute("SELECT timeframe, boundary, status FROM cycles ORDER BY boundary, timeframe").map {
          "\(try $0.read("timeframe", as: String.self)) \(try $0.read("boundary", as: Timestamp.self).description.dropLast(8)) "
            + (try $0.read("status", as: String.self))
        }
      }
    }
  }

  @Test(
    "Across midnight, month, leap day and year each boundary of two timeframes has one cycle",
    arguments: ["2024-12-31T23:55:00Z", "2024-02-28T23:55:00Z", "2024-02-29T23:55:00Z", "2025-03-29T23:55:00Z"])
  func calendar(_ start: String) async throws {
    let room = try await Room(start, "1m,5m")
    let beginning = room.clock.now
    try await room.run(for: .seconds(600))
    let minutes = (0...10).map { (Timeframe.oneMinute, beginning + .seconds($0 * 60)) }
    let fives = (0...2).map { (Timeframe.fiveMinutes, beginning + .seconds($0 * 300)) }
    let expected = (minutes + fives).sorted { ($0.1, $0.0.rawValue) < ($1.1, $1.0.rawValue) }
      .map { "\($0.0.rawValue) \($0.1.description.dropLast(8)) planned" }
    #expect(try await room.planned() == expected)
  }

  @Test("Every day has its 24 hours and its midnight in UTC, also where clocks elsewhere change", arguments: Timeframe.allCases)
  func days(_ timeframe: Timeframe) throws {
    for text in ["2025-03-30", "2025-10-26", "2025-03-09", "2025-11-02", "2024-02-29", "2024-12-31"] {
      let midnight = try #require(Timestamp(utc: "\(text)T00:00:00Z"))
      #expect(timeframe.boundary(atOrBefore: midnight) == midnight)
      var (boundary, count) = (midnight, Int64(0))
      while boundary < midnight + .seconds(86_400) {
        boundary = timeframe.boundary(after: boundary)
        count += 1
      }
      #expect(boundary == midnight + .seconds(86_400) && count * timeframe.seconds == 86_400)
    }
  }

  @Test("A clock that is set back plans no boundary twice, and goes on with the first that is new", arguments: [1, 30, 61, 600])
  func back(_ seconds: Int) async throws {
    let room = try await Room("2025-01-01T12:00:00Z")
    try await room.run(for: .seconds(900))
    let before = try await room.planned()
    room.clock.advance(by: .seconds(-seconds))
    try await room.run(for: .seconds(seconds), every: .seconds(1))
    #expect(try await room.planned() == before)
    try await room.run(for: .seconds(60))
    #expect(try await room.planned() == before + ["1m 2025-01-01T12:16:00 planned"])
  }

  @Test("A clock that was wrong by a day for a minute costs the boundaries of that minute, not the day's")
  func glitch() async throws {
    let room = try await Room("2025-01-01T12:00:00Z")
    try await room.run(for: .seconds(60))
    room.clock.advance(by: .seconds(86_400))
    try await room.run(for: .seconds(60))
    room.clock.advance(by: .seconds(-86_400))
    try await room.run(for: .seconds(120))
    #expect(
      try await room.planned().filter { $0.contains("planned") } == [
        "1m 2025-01-01T12:00:00 planned", "1m 2025-01-01T12:01:00 planned", "1m 2025-01-01T12:02:00 planned",
        "1m 2025-01-01T12:03:00 planned", "1m 2025-01-01T12:04:00 planned", "1m 2025-01-02T12:01:00 planned",
        "1m 2025-01-02T12:02:00 planned",
      ])
  }

  @Test("A clock that is set forward skips what it passed, with one reason, and starts the next boundary")
  func forward() async throws {
    let room = try await Room("2025-01-01T12:00:00Z")
    try await room.run(for: .seconds(30))
    room.clock.advance(by: .seconds(3600))
    try await room.run(for: .seconds(60))
    #expect(
      try await room.planned() == [
        "1m 2025-01-01T12:00:00 planned", "1m 2025-01-01T13:00:00 skipped", "1m 2025-01-01T13:01:00 planned",
      ])
    #expect(try await published(CycleSkipped.self, room.database).map(\.message) == ["60 boundaries passed while nothing ran"])
  }

  @Test("What was planned or started before the clock was set back does not wait for it to catch up")
  func underWay() async throws {
    let room = try await Room("2025-01-01T12:00:00Z", "1m,5m")
    _ = try await room.cycles.step()
    #expect(try await room.starter().step() == .worked)
    let closer = CycleCloser(database: room.database, logger: quiet)
    // Within what two clocks may differ by, nothing happens.
    room.clock.advance(by: .seconds(-2))
    #expect(try await closer.step() != .worked)
    room.clock.advance(by: .seconds(-3600))
    #expect(try await closer.step() == .worked)
    #expect(try await room.starter().step() == .worked)
    #expect(try await room.planned() == ["1m 2025-01-01T12:00:00 completed", "5m 2025-01-01T12:00:00 skipped"])
    #expect(try await published(CycleSkipped.self, room.database).map(\.reason) == ["clockSetBack"])
    #expect(try await closer.step() == .idle)
  }

  @Test("Cycles of two timeframes run side by side, the one with less time first")
  func overlap() async throws {
    let room = try await Room("2025-01-01T12:00:00Z", "5m,1m")
    _ = try await room.cycles.step()
    for _ in 0..<2 { #expect(try await room.starter().step() == .worked) }
    let started = try await published(CycleStarted.self, room.database)
    #expect(started.map(\.timeframe) == [.oneMinute, .fiveMinutes])
    #expect(started.map(\.endsAt) == [room.clock.now + .seconds(60), room.clock.now + .seconds(300)])
    // The next minute's cycle starts while the five minutes' still runs.
    room.clock.advance(by: .seconds(60))
    _ = try await room.cycles.step()
    #expect(try await room.starter().step() == .worked)
    let closer = CycleCloser(database: room.database, logger: quiet)
    while try await closer.step() == .worked {}
    #expect(
      try await room.planned() == [
        "1m 2025-01-01T12:00:00 completed", "5m 2025-01-01T12:00:00 started", "1m 2025-01-01T12:01:00 started",
      ])
  }
}
