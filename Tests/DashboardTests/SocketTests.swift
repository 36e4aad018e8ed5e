import FoundationEssentials
import HTTPClient
import Model
import TestKit
import Testing

@testable import Dashboard

/// The real port: HTTP, the upgrade and the frames.
@Suite struct SocketTests {
  /// Serves until `body` returns. Cancelled afterwards.
  func serving(
    pingEach pingInterval: Duration = .seconds(20), patience: Duration = .seconds(10), maximumConnections: Int = 100,
    _ body: @escaping @Sendable (Site, Int) async throws -> Void
  ) async throws {
    let port = try LoopbackPorts.free(1)[0]
    let room = try await Site(port: port)
    let (ready, signal) = AsyncStream.makeStream(of: Int.self)
    let listener = WebListener(
      host: "127.0.0.1", port: port, server: room.server,
      session: SocketSession(
        hub: room.hub, gatekeeper: room.gatekeeper, metrics: room.metrics, logger: Fixture.quiet, pingInterval: pingInterval),
      logger: Fixture.quiet, maximumConnections: maximumConnections, patience: patience, onListening: { signal.yield($0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await listener.run() }
      group.addTask {
        for await port in ready { return try await body(room, port) }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private func connect(_ port: Int, _ token: String, origin: String? = nil) async throws -> WebSocket {
    var configuration = WebSocketConfiguration()
    configuration.headers = [("Authorization", "Bearer \(token)")] + (origin.map { [("Origin", $0)] } ?? [])
    return try await WebSocket.connect("ws://127.0.0.1:\(port)/ws", configuration)
  }

  private func first(_ socket: WebSocket, containing part: String) async throws -> String {
    for await text in socket.texts where text.contains(part) { return text }
    throw TestFailure("the socket ended before \(part): \(socket.end.map { "\($0)" } ?? "closed")")
  }

  @Test("A token's socket hears its rooms; the seed's form of subscribing works", .timeLimit(.minutes(10)))
  func hears() async throws {
    try await serving { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      try room.hub.beat(isHearing: true)
      let socket = try await connect(port, token)
      #expect(try await first(socket, containing: "alive").contains("true"))
      try socket.send(#"{"type":"subscribe:positions","symbol":"BTCUSDT"}"#)
      _ = try await first(socket, containing: "subscribed")
      try room.hub.tell(try Fixture.position(price: "123.5"))
      #expect(try await first(socket, containing: "position:updated").contains("123.5"))
      try socket.send("nonsense")
      #expect(try await first(socket, containing: "error").contains("JSON"))
      socket.close()
      try await eventually("the hub forgets it") { room.hub.clientCount == 0 }
    }
  }

  @Test("A foreign page, a wrong token and no token get no socket", .timeLimit(.minutes(10)))
  func refused() async throws {
    try await serving { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      await #expect(throws: HTTPError.self) { try await connect(port, token, origin: "https://evil.example") }
      await #expect(throws: HTTPError.self) { try await WebSocket.connect("ws://127.0.0.1:\(port)/ws") }
      let socket = try await connect(port, "at_wrong")
      for await text in socket.texts { Issue.record("told a stranger \(text)") }
      #expect(room.hub.clientCount == 0)
    }
  }

  @Test("Plain requests on the same port are answered, refused upgrades too, with the security headers", .timeLimit(.minutes(10)))
  func plain() async throws {
    try await serving { _, port in
      let client = try HTTPClient(logger: Fixture.quiet)
      let answer = try await client.send(HTTPRequest(method: .get, url: "http://127.0.0.1:\(port)/login", timeout: .seconds(5)))
      #expect(answer.status == 200)
      let policy = answer.headers["Content-Security-Policy"] ?? ""
      #expect(policy.contains("script-src 'self'") && !policy.contains("unsafe"))
      let upgrade = HTTPRequest(
        method: .get, url: "http://127.0.0.1:\(port)/healthz", headers: HTTPHeaders([("Upgrade", "h2c"), ("Connection", "Upgrade")]),
        timeout: .seconds(5))
      #expect(try await client.send(upgrade).status == 200)
      await client.close()
    }
  }

  @Test("A name that was pointed at this machine gets no socket and no page", .timeLimit(.minutes(10)))
  func rebinding() async throws {
    try await serving { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      let socket = try RawClient(port: port)
      try socket.upgrade(host: "evil.example:\(port)", ["Authorization: Bearer \(token)"])
      try await eventually("it is refused") { socket.text.hasPrefix("HTTP/1.1 421") }
      let page = try RawClient(port: port)
      try page.send("GET /login HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
      try await eventually("it is refused") { page.text.hasPrefix("HTTP/1.1 421") }
      #expect(room.hub.clientCount == 0)
    }
  }

  @Test("A socket ends with its login", .timeLimit(.minutes(10)))
  func expired() async throws {
    try await serving(pingEach: .seconds(2)) { room, port in
      let cookie = try #require(try await room.login()["cookie"] ?? nil)
      let socket = try RawClient(port: port)
      try socket.upgrade(host: "127.0.0.1:\(port)", ["Cookie: \(cookie)", "Origin: http://127.0.0.1:\(port)"])
      try await eventually("it is in") { room.hub.clientCount == 1 }
      // It answers no pings: a frame of its own says that it is there.
      try socket.send(WebSocketFrame.text(#"{"type":"subscribe","room":"alerts"}"#))
      room.clock.advance(by: .seconds(12 * 3600))
      try await eventually("it is told why") { socket.isClosed(with: 4401) }
      try await eventually("it is out") { room.hub.clientCount == 0 }
      #expect(room.metrics.value(.socketsEnded, ["loggedOut"]) == 1)
    }
  }

  @Test("A client that answers no ping is gone", .timeLimit(.minutes(10)))
  func silent() async throws {
    try await serving(pingEach: .seconds(2)) { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      let answering = try await connect(port, token)
      let socket = try RawClient(port: port)
      try socket.upgrade(host: "127.0.0.1:\(port)", ["Authorization: Bearer \(token)"])
      try await eventually("the silent one is out") { room.metrics.value(.socketsEnded, ["silent"]) == 1 }
      #expect(room.hub.clientCount == 1 && answering.end == nil)
      answering.close()
    }
  }

  @Test("A client that reads nothing is cut off, though the write to it hangs; the others hear everything", .timeLimit(.minutes(10)))
  func stalled() async throws {
    // No ping: the stalled one answers none, and must not be cut off for that.
    try await serving(pingEach: .seconds(3600)) { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      let reading = try await connect(port, token)
      try reading.send(#"{"type":"subscribe","room":"alerts"}"#)
      _ = try await first(reading, containing: "subscribed")
      let stalled = try RawClient(port: port, receiveBuffer: 4096)
      try stalled.upgrade(host: "127.0.0.1:\(port)", ["Authorization: Bearer \(token)"])
      try stalled.send(WebSocketFrame.text(#"{"type":"subscribe","room":"alerts"}"#))
      try await eventually("both are in") { room.hub.clientCount == 2 }
      // More than the kernel takes for it, then more than its queue; the one that reads sets the pace.
      let long = String(repeating: "x", count: 16_000)
      let count = 3000
      for number in 1...count {
        try room.hub.tell(try Fixture.resumed("\(number) \(long)", number: Int64(number)))
        if number.isMultiple(of: 100) { _ = try await first(reading, containing: "\"\(number) x") }
      }
      try await eventually("the stalled one is out") { room.hub.clientCount == 1 }
      #expect(room.metrics.value(.socketsEnded, ["tooSlow"]) == 1)
      #expect(reading.end == nil)
      reading.close()
    }
  }

  @Test("After a lost connection a socket hears what it missed, once and in order", .timeLimit(.minutes(10)))
  func resumes() async throws {
    try await serving { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      let before = try await connect(port, token)
      try before.send(#"{"type":"subscribe","room":"alerts"}"#)
      _ = try await first(before, containing: "subscribed")
      try room.hub.tell(try Fixture.resumed("one", number: 1))
      let heard = try await first(before, containing: "\"one\"")
      let id = try #require(heard.split(separator: "\"id\":\"").last?.prefix { $0 != "\"" })
      before.close()
      try await eventually("it is gone") { room.hub.clientCount == 0 }
      for name in ["two", "three"] { try room.hub.tell(try Fixture.resumed(name, number: 2)) }
      let after = try await connect(port, token)
      try after.send(#"{"type":"subscribe","rooms":["alerts"],"after":"\#(id)"}"#)
      var names: [String] = []
      for await text in after.texts {
        if text.contains("subscribed") { break }
        names += ["one", "two", "three"].filter { text.contains("\"\($0)\"") }
      }
      #expect(names == ["two", "three"])
      after.close()
    }
  }
}
