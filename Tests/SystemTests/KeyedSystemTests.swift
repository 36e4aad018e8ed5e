import CZeroMQ
import Foundation
import Messaging
import TestKit
import Testing

/// A whole system whose bus has keys: it trades, strangers get nothing, and the keys can be replaced.
@Suite(.serialized) struct KeyedSystemTests {
  private static let arguments = ["--market", "synthetic:7", "--timeframe", "1m"]

  @Test func aKeyedSystemTradesKeepsStrangersOutAndTakesNewKeys() async throws {
    let folder = RunningSystem.newFolder()
    let keys = KeyFolder("\(folder)/instances/keys")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await autotraderKeys(folder)

    let once = try RunningSystem(["--once"] + Self.arguments, basePort: 28_000, in: folder)
    #expect(try await once.exitCode(within: .seconds(720)) == 0, "\(once.output)")
    #expect(once.output.contains("stop") && once.output.contains("target"), "\(once.output)")

    let running = try RunningSystem(Self.arguments, basePort: 28_000, after: once)
    try await running.waitUntilReady()
    #expect(try running.instance().keys == "\(folder)/instances/keys")
    let old = try keys.keys(for: "bus-tap")
    try await strangersGetNothing(running) { try RawPeer($0, $1) }
    try await strangersGetNothing(running) { try RawPeer($0, $1, server: old.server.publicKey, client: .random()) }
    try await whoHasAKeyHears(running, old)

    // New keys, then a restart: the system works as before, and the old keys are a stranger's.
    try await autotraderKeys(folder, "--rotate")
    #expect(try await running.stop() == 0)
    let rotated = try RunningSystem(Self.arguments, basePort: 28_000, after: running)
    try await rotated.waitUntilReady()
    try await eventually("the system is healthy with its new keys", within: .seconds(120)) {
      try await rotated.autotrader("status", "--timeout", "30").code == 0
    }
    try await strangersGetNothing(rotated) { try RawPeer($0, $1, server: old.server.publicKey, client: old.client) }
    try await whoHasAKeyHears(rotated, try keys.keys(for: "bus-tap"))
    #expect(try await rotated.stop() == 0)
    #expect(try rotated.leftovers() == [])
    try rotated.remove()
  }

  private func autotraderKeys(_ folder: String, _ options: String...) async throws {
    let command = try StartedCommand(
      RunningSystem.program("autotrader"), ["keys", "--folder", "\(folder)/instances/keys"] + options,
      outputPath: "\(folder)/keys-\(UUID().uuidString)")
    let (code, output) = (try await command.exitCode(), try command.output())
    #expect(code == 0, "\(output)")
  }

  /// Bare libzmq on the forwarder's two ports and the executor's request port.
  private func strangersGetNothing(_ system: RunningSystem, _ peer: (Int32, String) throws -> RawPeer) async throws {
    let addresses = try system.instance().addresses
    let executor = try #require(addresses.services[.executor]?.first)
    let (subscriber, publisher) = (try peer(ZMQ_SUB, addresses.subscribers), try peer(ZMQ_PUB, addresses.publishers))
    let caller = try peer(ZMQ_DEALER, executor)
    try await eventually("every stranger is refused") {
      caller.send([Data([1]), Data(#"{"caller":"x","deadline":9000000000000000000,"name":"ping","version":1}"#.utf8), Data("{}".utf8)])
      return subscriber.refused > 0 && publisher.refused > 0 && caller.refused > 0
    }
    #expect(subscriber.accepted + publisher.accepted + caller.accepted == 0)
    // Heartbeats pass every second meanwhile: those who may hear them do.
    #expect(try await system.busTap("stats", "--seconds", "2").code == 0)
    #expect(!subscriber.hasReceived() && !caller.hasReceived())
  }

  private func whoHasAKeyHears(_ system: RunningSystem, _ keys: BusKeys) async throws {
    let subscribers = try system.instance().addresses.subscribers
    let peer = try RawPeer(ZMQ_SUB, subscribers, server: keys.server.publicKey, client: keys.client)
    try await eventually("it hears the bus") { peer.hasReceived() }
  }
}
