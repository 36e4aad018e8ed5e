import Foundation
import Logging
import Model
import TestKit
import Testing

@testable import PaperExchange

/// Clients that others have written, from PyPI, unmodified, against the real server. `deploy/test` installs them.
@Suite(.serialized) struct PublishedClientTests {
  @Test("pybit finds everything as at the real exchange", .timeLimit(.minutes(10)))
  func pybit() async throws { try await run("pybit_suite") }

  private func run(_ script: String) async throws {
    let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.build/python-clients/bin/python").standardized.path
    try #require(
      FileManager.default.isExecutableFile(atPath: python), "the published clients are not installed: run ./deploy/test, which does it")
    let path = try #require(Bundle.module.path(forResource: script, ofType: "py", inDirectory: "Clients"))
    try await RunningExchange.with(market: .flat, timeframe: .fiveSeconds) { exchange in
      let result = try await RunningExchange.run(
        ["timeout", "420", python, path, "\(exchange.port)", "\(exchange.controlPort)", Desk.key, Desk.secret])
      #expect(result.status == 0, "\(result.output)")
      #expect(result.output.contains("all passed"), "\(result.output)")
    }
  }
}
