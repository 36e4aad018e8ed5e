import Foundation
import Glibc
import Testing
import TestKit

/// Ways in which a system ends, asked for or not.
@Suite(.serialized) struct StopTests {
  @Test func controlCEndsEverythingCleanly() async throws {
    let system = try RunningSystem(["--market", "synthetic:3", "--timeframe", "1m"], basePort: 23_000)
    try await system.waitUntilReady()
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func aBusyPortIsOneClearSentence() async throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(23_101).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    try #require(bound == 0 && listen(listener, 1) == 0)
    let system = try RunningSystem(["--market", "synthetic:3"], basePort: 23_100)
    #expect(try await system.exitCode() == 1)
    #expect(system.output.contains("23101"), "\(system.output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func aWrongConfigurationValueIsOneClearSentence() async throws {
    let system = try RunningSystem(["--market", "synthetic:3"], basePort: 23_200, environment: ["AUTOTRADER_RISK_FRACTION": "7"])
    #expect(try await system.exitCode() == 78)
    #expect(system.output.contains("AUTOTRADER_RISK_FRACTION"), "\(system.output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func aFailureHalfWayEndsWhatWasStarted() async throws {
    let arguments = ["--market", "synthetic:3", "--timeframe", "1m"]
    let first = try RunningSystem(arguments, basePort: 23_200)
    try await first.waitUntilReady()
    // A newer program has been here: one of the seven services will refuse to start, when everything else is up.
    try await first.auditor().transaction {
      _ = try $0.execute("INSERT INTO execution.schema_migrations (component, number, name) VALUES ('service', 99, 'from the future')")
    }
    #expect(try await first.stop() == 0)
    let second = try RunningSystem(arguments, basePort: 23_200, after: first)
    #expect(try await second.exitCode() == 1)
    #expect(second.output.contains("executor") && second.output.contains("newer program"), "\(second.output)")
    #expect(try second.leftovers() == [])
    try second.remove()
  }

  @Test func aKilledSupervisorLeavesNoServiceBehind() async throws {
    let system = try RunningSystem(["--market", "synthetic:3", "--timeframe", "1m"], basePort: 23_300)
    try await system.waitUntilReady()
    let instance = try system.instance()
    try #require(kill(instance.supervisor, SIGKILL) == 0)
    try await eventually("services end with their supervisor") {
      try system.leftovers().filter { !$0.contains("postgres") }.isEmpty
    }
    let again = try RunningSystem(["--market", "synthetic:3", "--timeframe", "1m"], basePort: 23_300, after: system)
    try await again.waitUntilReady()
    #expect(try await again.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
