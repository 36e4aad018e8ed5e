import Database
import Foundation
import Logging
import Messages
import Messaging
import Model
import TestKit
import Testing

/// The whole system with two processes of every service: each is lost once gently and once without a warning, and the books agree.
@Suite(.serialized) struct ReplicaSystemTests {
  @Test func everyLeaderMayBeStoppedAndKilledWhileItsStandbyGoesOn() async throws {
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "5s", "--symbols", "AUSDT,BUSDT,CUSDT,DUSDT,EUSDT,FUSDT", "--replicas", "all=2"],
      basePort: 24_000,
      environment: [
        "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001", "AUTOTRADER_APPROVAL_DELAY": "0",
        "AUTOTRADER_APPROVAL_MAXDRIFT": "5",
      ])
    try await system.waitUntilReady()
    let books = Books(database: try system.auditor())
    let client = try Bus(try system.instance().addresses, caller: "test", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    for service in ServiceName.pipeline {
      for signal in [SIGTERM, SIGKILL] { try await Self.lose(service, signal, system, client) }
    }
    // The forwarder has no replica: it is back at once, and what was lost is replayed.
    let forwarder = try #require(try system.pid(of: ServiceName.messageBus.rawValue))
    #expect(kill(forwarder, SIGTERM) == 0)
    try await Self.endsGracefully(ServiceName.messageBus.rawValue, system)
    try await eventually("a trade is made", within: .seconds(180)) { try await books.trades() > 0 }
    // Nothing new begins: what is under way can come to its end.
    #expect(try await system.autotrader("halt").code == 0)
    try await eventually("every event is handled by all who hear it", within: .seconds(120)) { try await books.everythingIsHandled() }
    #expect(try await books.lastingContradictions() == [])
    await client.close()
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }

  /// Ends the process of a service that leads, or, where all share the work, its first one.
  private static func lose(_ service: ServiceName, _ signal: Int32, _ system: RunningSystem, _ client: Bus) async throws {
    let name = try await leader(of: service, system, client)
    let pid = try #require(try system.pid(of: name))
    let before = system.output.components(separatedBy: "\(name) ended with").count
    #expect(kill(pid, signal) == 0)
    try await eventually("\(name) has ended") {
      system.output.components(separatedBy: "\(name) ended with").count > before
    }
    if signal == SIGTERM { try await endsGracefully(name, system) }
    try await eventually("the other \(service.rawValue) has taken over") {
      let role = try await roles(of: service, system, client)
      return role.contains(.leader) || role.contains(.shared)
    }
    try await eventually("\(name) is back", within: .seconds(120)) { try await roles(of: service, system, client).count == 2 }
  }

  /// The supervisor has said how it ended.
  private static func endsGracefully(_ name: String, _ system: RunningSystem) async throws {
    try await eventually("\(name) ends with 0") { system.output.contains("\(name) ended with exit code 0") }
  }

  private static func leader(of service: ServiceName, _ system: RunningSystem, _ client: Bus) async throws -> String {
    try await eventuallyFound("\(service.rawValue) has a leader", every: .milliseconds(50)) {
      for address in try system.instance().addresses.services[service] ?? [] {
        let pong = try await pong(service, address, client)
        if let pong, pong.role != .standby { return pong.instance ?? service.rawValue }
      }
      return nil
    }
  }

  private static func roles(of service: ServiceName, _ system: RunningSystem, _ client: Bus) async throws -> [ReplicaRole] {
    var roles: [ReplicaRole] = []
    for address in try system.instance().addresses.services[service] ?? [] {
      if let role = try await pong(service, address, client)?.role { roles.append(role) }
    }
    return roles
  }

  private static func pong(_ service: ServiceName, _ address: String, _ client: Bus) async throws -> Ping.Reply? {
    do {
      return try await client.ask(Ping(), of: service, at: address, within: .milliseconds(500))
    } catch let error as BusError where error.code == .timeout {
      return nil
    }
  }
}
