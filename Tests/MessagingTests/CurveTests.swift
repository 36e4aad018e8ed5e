import CZeroMQ
import FoundationEssentials
import Messages
import Messaging
import Model
import TestKit
import Testing

/// With keys set, who has none of them can neither listen, publish nor ask; attackers use bare libzmq.
@Suite(.timeLimit(.minutes(10))) struct CurveTests {
  /// What an attacker may have: nothing, the server's public key with a key of its own, or another server's key.
  enum Attacker: CaseIterable, Sendable {
    case plain, unknownKey, wrongServer
  }

  private struct Installation {
    let server: CurveKeyPair
    let executor: CurveKeyPair
    let notifier: CurveKeyPair
    let addresses: BusAddresses

    init() throws {
      (server, executor, notifier) = (try .random(), try .random(), try .random())
      let ports = try LoopbackPorts.free(3).map { "tcp://127.0.0.1:\($0)" }
      addresses = BusAddresses(publishers: ports[0], subscribers: ports[1], services: [.executor: [ports[2]]])
    }

    func addresses(of client: CurveKeyPair) -> BusAddresses {
      addresses.secured(by: BusKeys(server: server, client: client, allowed: [executor.publicKey, notifier.publicKey]))
    }

    func peer(_ attacker: Attacker, _ type: Int32, _ address: String) throws -> RawPeer {
      switch attacker {
      case .plain: try RawPeer(type, address)
      case .unknownKey: try RawPeer(type, address, server: server.publicKey, client: .random())
      case .wrongServer: try RawPeer(type, address, server: CurveKeyPair.random().publicKey, client: executor)
      }
    }
  }

  /// Two services with keys talk through a forwarder while `body` runs.
  private func talking(
    _ installation: Installation, _ body: (_ publisher: Bus, _ subscriber: Heard, _ server: Bus) async throws -> Void
  ) async throws {
    let forwarder = try Forwarder(installation.addresses(of: installation.notifier))
    let publisher = try BusPair.bus(installation.addresses(of: installation.executor), listening: .executor)
    let subscriber = try BusPair.bus(installation.addresses(of: installation.notifier), subscribing: [""])
    let heard = Heard()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await heard.collect(subscriber) }
      let outcome: Result<Void, any Error>
      do {
        try await BusPair.join(publisher, heard)
        outcome = .success(try await body(publisher, heard, publisher))
      } catch {
        outcome = .failure(error)
      }
      await subscriber.close()
      await publisher.close()
      try await group.waitForAll()
      try outcome.get()
    }
    await forwarder.close()
  }

  @Test func `services with keys publish, hear, ask and answer`() async throws {
    let installation = try Installation()
    try await talking(installation) { publisher, heard, server in
      try publisher.publish(BusPair.event(3))
      try await eventually("the event has arrived") { await heard.numbers(of: .executor).contains(3) }
      let client = try BusPair.bus(installation.addresses(of: installation.notifier))
      async let reply = client.ask(Ping(), of: .executor, within: .seconds(60))
      var requests = server.requests.makeAsyncIterator()
      try server.reply(to: try #require(await requests.next()), ReplyHeader(.ok), BusPair.pongPayload())
      #expect(try await reply == BusPair.pong)
      await client.close()
    }
  }

  @Test(arguments: Attacker.allCases) func `who has no key hears nothing`(_ attacker: Attacker) async throws {
    let installation = try Installation()
    try await talking(installation) { publisher, heard, _ in
      let peer = try installation.peer(attacker, ZMQ_SUB, installation.addresses.subscribers)
      // Events flow all the time while it is refused.
      try await eventually("the listener is refused") {
        try publisher.publish(BusPair.event(1))
        return peer.refused > 0
      }
      try publisher.publish(BusPair.event(2))
      try await eventually("the last event has arrived where it should") { await heard.numbers(of: .executor).contains(2) }
      #expect(peer.accepted == 0)
      #expect(!peer.hasReceived())
    }
  }

  @Test(arguments: Attacker.allCases) func `who has no key publishes nothing`(_ attacker: Attacker) async throws {
    let installation = try Installation()
    try await talking(installation) { publisher, heard, _ in
      let peer = try installation.peer(attacker, ZMQ_PUB, installation.addresses.publishers)
      let forged = BusPair.event(666)
      let frames = [Data(forged.envelope.topic.description.utf8), try forged.wireFormat()]
      try await eventually("the publisher is refused") {
        peer.send(frames)
        return peer.refused > 0
      }
      try publisher.publish(BusPair.event(7))
      try await eventually("an honest event has arrived") { await heard.numbers(of: .executor).contains(7) }
      #expect(await !heard.numbers(of: .executor).contains(666))
    }
  }

  @Test(arguments: Attacker.allCases) func `who has no key cannot ask`(_ attacker: Attacker) async throws {
    let installation = try Installation()
    try await talking(installation) { _, _, server in
      let address = try #require(installation.addresses.services[.executor]?.first)
      let peer = try installation.peer(attacker, ZMQ_DEALER, address)
      let header = Data(#"{"caller":"attacker","deadline":9000000000000000000,"name":"ping","version":1}"#.utf8)
      try await eventually("the caller is refused") {
        peer.send([Data([9]), header, Data("{}".utf8)])
        return peer.refused > 0
      }
      // The first request that arrives is the honest one.
      let client = try BusPair.bus(installation.addresses(of: installation.notifier), "honest")
      async let reply = client.ask(Ping(), of: .executor, within: .seconds(60))
      var requests = server.requests.makeAsyncIterator()
      let first = try #require(await requests.next())
      #expect(first.header.caller == "honest")
      try server.reply(to: first, ReplyHeader(.ok), BusPair.pongPayload())
      #expect(try await reply == BusPair.pong)
      #expect(!peer.hasReceived())
      await client.close()
    }
  }

  @Test func `a raw client with a key of the installation is let in: the attacks above fail for their keys alone`() async throws {
    let installation = try Installation()
    try await talking(installation) { publisher, _, _ in
      let peer = try RawPeer(
        ZMQ_SUB, installation.addresses.subscribers, server: installation.server.publicKey, client: installation.notifier)
      try await eventually("it hears events") {
        try publisher.publish(BusPair.event(8))
        return peer.hasReceived()
      }
    }
  }
}
