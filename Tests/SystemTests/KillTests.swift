import Foundation
import Logging
import Messages
import Messaging
import Model
import Testing
import TestKit

/// Each of the seven services is killed in the middle of a cycle and comes back: nothing is lost, nothing happens twice.
@Suite(.serialized) struct KillTests {
  @Test func everyServiceMayBeKilledInTheMiddleOfACycle() async throws {
    // Twenty slots: cycles go on while earlier trades are open.
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "5s", "--symbols", Self.symbols], basePort: 22_000,
      environment: [
        "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001", "AUTOTRADER_APPROVAL_DELAY": "0",
        "AUTOTRADER_APPROVAL_MAXDRIFT": "5",
      ])
    try await system.waitUntilReady()
    let books = Books(database: try system.auditor())
    for (index, service) in ServiceName.pipeline.enumerated() {
      let cycle = try await nextCycle(system)
      // A different moment of the cycle for each: at once, while charts are drawn, after the ranking, around the entry.
      try await Self.moments[index % Self.moments.count](system, cycle)
      let killed = try system.kill(service.rawValue)
      try await eventually("\(service.rawValue) is started again") {
        guard let pid = try system.pid(of: service.rawValue) else { return false }
        return pid != killed
      }
      try await eventually("the cycle ends after \(service.rawValue) was killed", within: .seconds(90)) {
        try await books.cycleHasEnded(cycle)
      }
    }
    // Without a trade nothing would be proven.
    try await eventually("a trade is made", within: .seconds(180)) { try await books.trades() > 0 }
    // Nothing new begins: what is under way can come to its end.
    #expect(try await system.autotrader("halt").code == 0)
    try await eventually("every event is handled by all who hear it", within: .seconds(120)) { try await books.everythingIsHandled() }
    #expect(try await books.lastingContradictions() == [])
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  private static let symbols = (0..<12).map { "COIN\($0)USDT" }.joined(separator: ",")

  /// Waits for the next cycle to begin.
  private func nextCycle(_ system: RunningSystem) async throws -> CycleID {
    let database = try system.auditor()
    let started = TimeSource.system.now
    let found = Found()
    try await eventually("a cycle starts", within: .seconds(90)) {
      let row = try await database.transaction {
        try $0.execute(
          "SELECT cycle_id FROM charts.cycles WHERE status = 'started' AND planned_at > $1::timestamptz ORDER BY planned_at LIMIT 1",
          started)
      }.first
      found.cycle = try row?.read("cycle_id")
      return found.cycle != nil
    }
    return try #require(found.cycle)
  }

  /// Waits until the cycle has come to a moment.
  private static let moments: [@Sendable (RunningSystem, CycleID) async throws -> Void] = [
    { _, _ in }, moment("charts.outbox", "topic = 'chart-sourcer.chart.captured'"), moment("analysis.outbox", "TRUE"),
    moment("signals.outbox", "topic = 'signal-filter.signals.ranked'"),
  ]

  private static func moment(_ table: String, _ condition: String) -> @Sendable (RunningSystem, CycleID) async throws -> Void {
    { system, cycle in
      let database = try system.auditor()
      try await eventually("the cycle reaches \(table)") {
        try await database.transaction {
          try $0.exists("SELECT 1 FROM \(table) WHERE correlation_id = '\(cycle)' AND \(condition) LIMIT 1")
        }
      }
    }
  }
}

/// A value found inside a waiting closure.
private final class Found: @unchecked Sendable {
  // Written by one closure that is awaited before it is read.
  var cycle: CycleID?
}
