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
    #expect(try await system.exitCode(within: .seconds(30)) == 1)
    #expect(try system.output.contains("23101"), "\(try system.output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func aFailureHalfWayEndsWhatWasStarted() async throws {
    // The services refuse this value after PostgreSQL, the exchange and the bus have been started.
    let system = try RunningSystem(
      ["--market", "synthetic:3"], basePort: 23_200, environment: ["AUTOTRADER_RISK_FRACTION": "7"])
    #expect(try await system.exitCode(within: .seconds(60)) != 0)
    #expect(try system.output.contains("AUTOTRADER_RISK_FRACTION"), "\(try system.output)")
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  @Test func aKilledSupervisorLeavesNoServiceBehind() async throws {
    let system = try RunningSystem(["--market", "synthetic:3", "--timeframe", "1m"], basePort: 23_300)
    try await system.waitUntilReady()
    let instance = try system.instance()
    try #require(kill(instance.supervisor, SIGKILL) == 0)
    try await eventually("services end with their supervisor", within: .seconds(20)) {
      try system.leftovers().filter { !$0.contains("postgres") }.isEmpty
    }
    // The next start on the same instance finds the database still running, ends it and goes on.
    let again = Process()
    again.executableURL = RunningSystem.program("autotrader")
    again.arguments = ["up", "--base-port", "23300", "--directory", "\(system.folder)/instances", "--market", "synthetic:3", "--timeframe", "1m"]
    let output = "\(system.folder)/again"
    try Data().write(to: URL(fileURLWithPath: output))
    again.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    again.standardError = again.standardOutput
    try again.run()
    try await eventually("it is ready again", within: .seconds(60)) {
      try String(contentsOfFile: output, encoding: .utf8).contains("Ready in")
    }
    again.interrupt()
    try await eventually("it ends", within: .seconds(30)) { !again.isRunning }
    #expect(again.terminationStatus == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
