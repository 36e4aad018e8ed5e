import Foundation
import TestKit
import Testing

/// The dashboard of a whole system, in a real browser (Tests/Browser/dashboard.py).
@Suite struct DashboardTests {
  private struct Report: Decodable {
    let problems: [String]
    let overflowing: [String]
    let transferredBytes: Int
  }

  @Test(
    "In Chromium: log in, watch a cycle complete, approve a trade, open its dossier, halt and resume, without an error",
    .timeLimit(.minutes(10)))
  func browser() async throws {
    let root = try #require(#filePath.range(of: "/Tests/").map { String(#filePath[..<$0.lowerBound]) })
    let password = "a password of this test 7391"
    let port = try LoopbackPorts.free(1)[0]
    let system = try RunningSystem(
      ["--timeframe", "5s", "--approve", "manual", "--dashboard-port", "\(port)"], basePort: 28_000,
      environment: ["AUTOTRADER_DASHBOARD_PASSWORD": password])
    try await system.waitUntilReady()
    let pictures = "\(root)/.build/dashboard-screenshots"
    let browser = Process()
    browser.executableURL = URL(fileURLWithPath: "\(root)/.build/python-clients/bin/python")
    browser.arguments = ["\(root)/Tests/Browser/dashboard.py", "http://127.0.0.1:\(port)", password, pictures]
    let outputPath = "\(system.folder)/browser"
    try Data().write(to: URL(fileURLWithPath: outputPath))
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
    browser.standardOutput = output
    browser.standardError = output
    try browser.run()
    defer { if browser.isRunning { browser.terminate() } }
    try await eventually("the browser's script ends", within: .seconds(420)) { !browser.isRunning }
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: outputPath)), as: UTF8.self)
    #expect(browser.terminationStatus == 0, "\(text.suffix(3000))")
    if let line = text.split(separator: "\n").last(where: { $0.hasPrefix("{") }) {
      let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
      #expect(report.problems.isEmpty && report.overflowing.isEmpty)
      #expect(report.transferredBytes < 400_000)
    }
    #expect(try await system.stop() == 0)
  }
}
