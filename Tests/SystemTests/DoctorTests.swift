import Foundation
import TestKit
import Testing

/// The doctor in a running system, on a real database, bus and paper exchange.
@Suite(.serialized) struct DoctorTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      let check: String
      let verdict: String
      let message: String
      let fix: String?
    }
    let healthy: Bool
    let mode: String
    let findings: [Finding]
    subscript(check: String) -> Finding? { findings.first { $0.check == check } }
  }

  @Test func `a healthy system passes, a skewed clock is found with its fix, and live is refused for want of practice`() async throws {
    let system = try RunningSystem(["--timeframe", "5s", "--symbols", "BTCUSDT"], basePort: 21_200)
    try await system.waitUntilReady()
    let (report, code) = try await Self.examine(system)
    #expect(code == 0 && report.healthy && report.mode == "paper", "\(report.findings)")
    let checks: Set = [
      "bus", "version", "keys", "workers", "outboxes", "database", "durability", "rights", "schema", "references", "practice", "exchange",
      "clock", "key",
      "position-mode", "leverage", "analyst", "disk",
    ]
    #expect(Set(report.findings.map(\.check)) == checks)

    // Six seconds are more than a request may be old.
    let skew = try await system.autotrader("fault", "clock", "6000")
    #expect(skew.code == 0, "\(skew.output)")
    let (sick, sickCode) = try await Self.examine(system)
    #expect(sickCode == 1 && !sick.healthy)
    #expect(sick["clock"]?.verdict == "failed" && sick["clock"]?.fix?.contains("chrony") == true, "\(sick.findings)")

    // There is no key of the real exchange and too little practice: both are said.
    let (live, liveCode) = try await Self.examine(system, "--for", "live")
    #expect(liveCode == 1 && live.mode == "live")
    #expect(live["practice"]?.message.contains("needs 20 closed paper trades") == true, "\(live.findings)")
    #expect(live["exchange"]?.verdict == "failed")
    #expect(try await system.stop() == 0)
    try system.remove()
  }

  private static func examine(_ system: RunningSystem, _ arguments: String...) async throws -> (Report, Int32) {
    let result = try await system.autotrader(["doctor", "--json", "--timeout", "30"] + arguments)
    let line = try #require(result.output.split(separator: "\n").first, "\(result.output)")
    return (try JSONDecoder().decode(Report.self, from: Data(line.utf8)), result.code)
  }
}
