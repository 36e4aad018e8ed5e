import Database
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Notifier

/// Alerts are kept in plain words, with or without a chat, and told page by page.
@Suite struct AlertListTests {
  private func list(_ room: ApprovalTests.Room, _ request: ListAlerts) async throws -> ListAlerts.Reply {
    try await ListAlertsHandler(database: room.database, keptDays: 30).answer(request)
  }

  @Test("Positions, stops, halts and resumptions are kept without any chat, newest first")
  func kept() async throws {
    let room = try await ApprovalTests.Room()
    let symbol = try #require(Symbol("BTCUSDT"))
    let handlers = NoticeQueue.none.alertHandlers
    func told<Handled: Event>(_ event: Handled) async throws {
      let handler = try #require(handlers.compactMap { $0 as? NoticeHandler<Handled> }.first)
      try await deliver(event, to: handler, room.database)
      room.clock.advance(by: .seconds(1))
    }
    try await told(PositionAlert(symbol: symbol, code: .unknownPosition, message: "Buy 3 at 2000"))
    try await told(
      TradeUnprotected(tradeID: .random(), cycleID: .random(), symbol: symbol, milliseconds: 1250, outcome: .flattening))
    try await deliver(
      TradingHalted(level: .halted, reason: "asked", message: "stop", flatten: false, decidedBy: "ada"), to: TradingHaltedHandler(),
      room.database)
    room.clock.advance(by: .seconds(1))
    try await told(TradingResumed(decidedBy: "ada"))
    let reply = try await list(room, ListAlerts(limit: 50))
    #expect(
      reply.alerts.map { "\($0.topic) \($0.symbol?.description ?? "-") \($0.message)" } == [
        "risk-manager.trading.resumed - trading resumed by ada", "risk-manager.trading.halted - trading halted by ada: stop",
        "executor.trade.unprotected BTCUSDT was 1250 ms without a stop: the stop cannot be set, the position is being closed",
        "position-monitor.position.alert BTCUSDT Buy 3 at 2000",
      ])
    #expect(reply.next == nil && reply.keptDays == 30)
    #expect(reply.alerts.map(\.occurredAt) == (0..<4).reversed().map { Fixture.start + .seconds($0) })
  }

  @Test("Pages follow each other without a gap or a repetition, also among alerts of one moment")
  func pages() async throws {
    let room = try await ApprovalTests.Room()
    for number in 0..<7 {
      try await room.database.transaction { transaction in
        let envelope = Envelope(
          id: .random(), topic: PositionAlert.topic, version: 1, occurredAt: Fixture.start + .seconds(number / 4), number: 1,
          correlationID: .random(), causationID: nil, actBefore: nil)
        try AlertStorage(transaction: transaction).add(
          AlertNote(PositionAlert(symbol: try #require(Symbol("BTCUSDT")), code: .vanished, message: "\(number)")), envelope)
      }
    }
    var seen: [Alert] = []
    var sizes: [Int] = []
    var place: ListAlerts.Place?
    repeat {
      let page = try await list(room, ListAlerts(before: place, limit: 3))
      seen += page.alerts
      sizes.append(page.alerts.count)
      place = page.next
    } while place != nil && sizes.count < 9
    #expect(sizes == [3, 3, 1])
    #expect(Set(seen.map(\.message)) == Set((0..<7).map { "\($0)" }))
    #expect(seen.map(\.occurredAt) == seen.map(\.occurredAt).sorted(by: >))
  }

  @Test("Alerts that were kept before there were several kinds are those of services")
  func migrated() async throws {
    let old = try await TestCluster.shared.makeDatabase()
    _ = try await old.migrated(.notifier, Array(NotificationsMigrations.all.prefix(5)), time: TestClock(Fixture.start).source)
      .transaction {
        try $0.execute(
          """
          INSERT INTO alerts (event_id, service, code, producer, message, correlation_id, occurred_at)
          VALUES ($1::uuid, 'executor', 'deadLetter', 'risk-manager', 'parked', $1::uuid, $2::timestamptz)
          """, EventID.random(), Fixture.start)
      }
    let database = try await old.migrated(.notifier, NotificationsMigrations.all, time: TestClock(Fixture.start).source)
    let alerts = try await ListAlertsHandler(database: database, keptDays: 30).answer(ListAlerts(limit: 9)).alerts
    #expect(alerts.map { "\($0.topic) \($0.message)" } == ["executor.service.alert parked"])
  }
}
