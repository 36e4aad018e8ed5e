import FoundationEssentials
import HTTPClient
import Model
import TestKit
import Testing

@testable import Dashboard

/// The real port: HTTP, the upgrade and the frames.
@Suite struct SocketTests {
  /// Serves until `body` returns. Cancelled afterwards.
  private func serving(_ body: @escaping @Sendable (Site, Int) async throws -> Void) async throws {
    let port = try LoopbackPorts.free(1)[0]
    let room = try await Site(port: port)
    let (ready, signal) = AsyncStream.makeStream(of: Int.self)
    let listener = WebListener(
      host: "127.0.0.1", port: port, server: room.server,
      session: SocketSession(hub: room.hub, gatekeeper: room.gatekeeper, logger: Fixture.quiet), logger: Fixture.quiet,
      onListening: { signal.yield($0) })
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

  @Test("A token's socket hears its rooms; the seed's form of subscribing works", .timeLimit(.minutes(1)))
  func hears() async throws {
    try await serving { room, port in
      let token = try await room.gatekeeper.makeToken("t", .read, lasting: nil)
      let socket = try await connect(port, token)
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

  @Test("A foreign page, a wrong token and no token get no socket", .timeLimit(.minutes(1)))
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

  @Test("Plain requests on the same port are answered, refused upgrades too, with the security headers", .timeLimit(.minutes(1)))
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
}
