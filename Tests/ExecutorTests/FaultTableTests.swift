import Foundation
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Every code of the reference sheet and every fault of the network, as the answer to the first sending of an entry: what the executor did.
@Suite(.serialized) struct FaultTableTests {
  struct Row: Sendable {
    let name: String
    /// Answered in place of the exchange; its time is that of the answer.
    var code: Int?
    var fault: Venue.Fault = .pass
    var skew: Duration = .zero
    /// What the trade must become, and how often the order was sent.
    let status: String
    let sendings: Int
  }

  private static func codes(_ codes: [Int], _ status: String, _ sendings: Int) -> [Row] {
    codes.map { Row(name: "retCode \($0)", code: $0, status: status, sendings: sendings) }
  }

  private static let ok = #"{"retCode":0,"retMsg":"OK","result":{"orderId":"c6f0"#

  private static let rows: [Row] =
    // Definitely refused: the trade ends, nothing is sent again.
    codes(
      [
        10_001, 10_003, 10_004, 10_005, 10_007, 10_008, 10_009, 10_010, 10_017, 10_024, 10_027, 10_028, 10_029, 33_004, 110_001, 110_003,
        110_004, 110_006, 110_007, 110_008, 110_009, 110_010, 110_012, 110_013, 110_017, 110_020, 110_021, 110_023, 110_042, 110_044,
        110_045, 110_052, 110_059, 110_060, 110_061, 110_064, 110_066, 110_074, 110_089, 110_090, 110_092, 110_093, 110_094,
        110_120, 110_121, 170_131,
      ], "rejected", 1)
    // Refused before acting: the same id goes out again.
    + codes([429, 10_002, 10_006, 10_429], "open", 2)
    // May have acted: looked up, not found, sent again under the same id. "Unchanged" is no acknowledgement of an order.
    + codes([10_000, 10_014, 10_016, 110_072, 110_079, 34_040, 110_025, 110_026, 110_027, 110_043], "open", 2)
    // The address is banned for ten minutes: the cycle ends before that.
    + codes([10_018], "cancelled", 1)
    + [
      Row(name: "403 with a page", fault: .answer(.forbiddenPage), status: "cancelled", sendings: 1),
      Row(name: "reply lost after execution", fault: .loseReply, status: "open", sendings: 1),
      Row(name: "request lost", fault: .loseRequest, status: "open", sendings: 2),
      Row(name: "reply 4 s late", fault: .act(.init(behaviour: .delay(milliseconds: 4000))), status: "open", sendings: 1),
      Row(name: "silence after execution", fault: .act(.fault(.silence)), status: "open", sendings: 1),
      Row(name: "silence, not executed", fault: .answer(.fault(.silence)), status: "open", sendings: 2),
      Row(name: "reset after execution", fault: .act(.fault(.reset)), status: "open", sendings: 1),
      Row(name: "reset, not executed", fault: .answer(.fault(.reset)), status: "open", sendings: 2),
      Row(
        name: "110079 after execution",
        fault: .rewrite { $0.replacingOccurrences(of: #""retCode":0"#, with: #""retCode":110079"#) }, status: "open", sendings: 1),
      Row(name: "500 after execution", fault: .act(.init("", status: 500)), status: "open", sendings: 1),
      Row(name: "502, not executed", fault: .answer(.init("", status: 502)), status: "open", sendings: 2),
      Row(name: "503, not executed", fault: .answer(.init("", status: 503)), status: "open", sendings: 2),
      Row(name: "truncated JSON after execution", fault: .act(.init(ok)), status: "open", sendings: 1),
      Row(name: "body cut off after execution", fault: .act(.init(ok, behaviour: .truncate(bytes: 10))), status: "open", sendings: 1),
      Row(name: "clock 1 s ahead", skew: .seconds(1), status: "open", sendings: 1),
      Row(name: "clock 1 s behind", skew: .seconds(-1), status: "open", sendings: 1),
      Row(name: "clock 6 s ahead", skew: .seconds(6), status: "open", sendings: 1),
      Row(name: "clock 6 s behind", skew: .seconds(-6), status: "open", sendings: 1),
      Row(name: "clock 1 h ahead", skew: .seconds(3600), status: "open", sendings: 1),
      Row(name: "clock 1 h behind", skew: .seconds(-3600), status: "open", sendings: 1),
    ]

  /// Rows that leave no position behind share one exchange, the others have one each.
  private static var groups: [[Row]] {
    [rows.filter { $0.status == "rejected" }] + rows.filter { $0.status != "rejected" }.map { [$0] }
  }

  @Test("Whatever the answer to an entry is: never two entries, never a position without a stop")
  func table() async throws {
    let results = Shared<[String: String]>([:])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, rows) in Self.groups.enumerated() {
        if index >= 4 { try await group.next() }
        group.addTask {
          try await Bench.open(skew: rows.first?.skew ?? .zero) { bench in
            for row in rows {
              let line = try await Self.play(row, bench)
              results.value.withLock { $0[row.name] = line }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let lines = Self.rows.map { row in
      row.name.padding(toLength: 34, withPad: " ", startingAt: 0) + (results.value.withLock { $0[row.name] } ?? "not played")
    }
    print(
      ("first answer to the entry         trade      reason            sent  look-ups  position  stop" + lines.map { "\n" + $0 }.joined()))
  }

  private static func play(_ row: Row, _ bench: Bench) async throws -> String {
    let before = bench.venue.proxy.requests.count
    let sendings = Shared(0)
    bench.venue.disturb { request, _ in
      guard request.path == "/v5/order/create" else { return .pass }
      let number = sendings.value.withLock { count in
        count += 1
        return count
      }
      guard number == 1 else { return .pass }
      return row.code.map { .retCode($0) } ?? row.fault
    }
    let proposal = try Fixture.proposal(enterBy: bench.clock.now + .seconds(60))
    try await bench.confirm(proposal)
    try await eventually("\(row.name): the trade is decided", within: .seconds(240)) {
      // Failures are part of it: the loop of a worker goes on after them.
      do { _ = try await bench.entries.step() } catch { _ = error }
      bench.clock.advance(by: .milliseconds(300))
      return try await bench.status(proposal) != "pending"
    }
    bench.venue.disturb { _, _ in .pass }
    let requests = bench.venue.proxy.requests.dropFirst(before)
    let status = try await bench.status(proposal)
    let reason = try await bench.text("SELECT split_part(reason, ':', 1) AS value FROM trades WHERE id = $1::uuid", proposal) ?? "-"
    let creates = requests.filter { $0.path == "/v5/order/create" }
    #expect(status == row.status, "\(row.name): \(reason)")
    #expect(creates.count == row.sendings, "\(row.name)")
    let ids = creates.compactMap { $0.body.split(separator: "\"").first { $0.hasPrefix("ate") } }
    #expect(Set(ids).count == 1, "\(row.name): every sending has the same id")
    let position = try await bench.venue.position("BTCUSDT")
    #expect(position.size == (status == "open" ? "0.01" : "0"), "\(row.name): one entry or none")
    #expect(position.size == "0" || position.stop == "59000", "\(row.name): the stop is there")
    let lookups = requests.filter { $0.path == "/v5/order/realtime" && $0.query.contains("orderLinkId") }.count
    let cells = [(status, 11), (reason, 18), ("\(creates.count)", 6), ("\(lookups)", 10), (position.size, 10)]
    return cells.map { $0.0.padding(toLength: $0.1, withPad: " ", startingAt: 0) }.joined() + position.stop
  }
}
