import CZeroMQ
import FoundationEssentials
import Messages
import Messaging
import Model
import TestKit
import Testing

/// Raw ZeroMQ clients that send what no client of ours sends.
@Suite(.timeLimit(.minutes(10))) struct GarbageTests {
  private static let garbage: [[[UInt8]]] = [
    [[]], [[], []], [[0xff]], [[1], [2]], [[1], [2], [3], [4], [5]],
    [[0, 0, 0, 0, 0, 0, 0, 1], Array("{".utf8), Array("{}".utf8)],
    [[0, 0, 0, 0, 0, 0, 0, 1], Array("{}".utf8), Array("{}".utf8)],
    [[], Array(#"{"name":"ping","version":1,"caller":"x","deadline":"soon"}"#.utf8), [0xff, 0xfe]],
    [[7], Array(#"{"name":"ping","version":1,"caller":"x","deadline":-9223372036854775808}"#.utf8), []],
  ]

  /// Sends each message from a socket of its own context, and waits until all have left.
  private func send(_ messages: [[[UInt8]]], type: Int32, to address: String) throws {
    let context = try #require(zmq_ctx_new())
    let socket = try #require(zmq_socket(context, type))
    var linger: Int32 = 60_000
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, 4)
    try #require(zmq_connect(socket, address) == 0)
    for message in messages {
      for (index, frame) in message.enumerated() {
        #expect(zmq_send(socket, frame, frame.count, index < message.count - 1 ? ZMQ_SNDMORE : 0) >= 0)
      }
    }
    zmq_close(socket)
    zmq_ctx_term(context)
  }

  @Test func `garbage on the request port is dropped and the next request is answered`() async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    try send(Self.garbage, type: ZMQ_DEALER, to: try #require(addresses.services[.executor]?.first))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await BusPair.serve(server) { _ in (ReplyHeader(.ok), BusPair.pongPayload()) } }
      let reply = try await client.ask(Ping(), of: .executor, within: .seconds(60))
      #expect(reply == BusPair.pong)
      await server.close()
      await client.close()
      try await group.waitForAll()
    }
  }

  @Test func `a raw client gets the reply to its own request`() async throws {
    let addresses = try TestBus.addresses()
    let server = try BusPair.bus(addresses, listening: .executor)
    let header = #"{"caller":"raw","deadline":9000000000000000000,"name":"ping","version":1}"#
    try send([[[9], Array(header.utf8), Array("{}".utf8)]], type: ZMQ_DEALER, to: try #require(addresses.services[.executor]?.first))
    var requests = server.requests.makeAsyncIterator()
    let request = try #require(await requests.next())
    #expect(
      request.header
        == RequestHeader(name: "ping", version: 1, caller: "raw", deadline: Timestamp(nanoseconds: 9 * 1_000_000_000_000_000_000)))
    // The client has gone: the reply finds nobody and must do no harm.
    try server.reply(to: request, ReplyHeader(.ok), BusPair.pongPayload())
    await server.close()
  }

  @Test func `garbage through the forwarder is dropped and the next event arrives`() async throws {
    let addresses = try TestBus.addresses()
    let forwarder = try Forwarder(addresses)
    let publisher = try BusPair.bus(addresses)
    let subscriber = try BusPair.bus(addresses, subscribing: [""])
    let heard = Heard()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await heard.collect(subscriber) }
      try await BusPair.join(publisher, heard)
      try send(Self.garbage + [[Array("executor.x".utf8), Array("{}".utf8)]], type: ZMQ_PUB, to: addresses.publishers)
      try send([[[1]], [[0]], [[1, 2, 3], [4]]], type: ZMQ_XSUB, to: addresses.subscribers)
      try publisher.publish(BusPair.event(5))
      try await eventually("the event has arrived") { await heard.numbers(of: .executor).contains(5) }
      await subscriber.close()
      await publisher.close()
      try await group.waitForAll()
    }
    await forwarder.close()
  }
}
