import Foundation
import TestKit
import Testing

/// A small `bench dashboard` with real processes and sockets. Only losses are judged here: delays depend on the machine and the build.
@Suite struct DashboardLoadTests {
  private struct Report: Decodable {
    let expected: Int
    let received: Int
    let repeated: Int
    let unheard: Int
    let withoutLastState: Int
    let updates: Int
  }

  @Test("Every update that passes the throttle reaches every socket that follows its symbol, once", .timeLimit(.minutes(10)))
  func complete() async throws {
    let folder = try TestFolder.make("dashboard-load")
    let bench = try StartedCommand(
      RunningSystem.program("autotrader"),
      ["bench", "dashboard", "--clients", "20", "--symbols", "4", "--seconds", "4", "--base-port", "28300", "--json"],
      outputPath: "\(folder)/output")
    let code = try await bench.exitCode()
    let output = try bench.output()
    #expect(code == 0, "\(output)")
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("{") }, "\(output)")
    let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
    // Five a second of each of four symbols; while this machine has no time for them, states wait and are replaced by newer ones.
    #expect(report.updates >= 20)
    #expect(report.received == report.expected && report.expected >= 20 * report.updates)
    #expect(report.repeated == 0 && report.unheard == 0 && report.withoutLastState == 0)
  }
}
