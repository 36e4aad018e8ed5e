import HTTPClient
import Logging
import TestKit
import Testing

/// Certificates over real TLS: libcurl against OpenSSL of another program.
@Suite(.timeLimit(.minutes(10)), .serialized) struct TLSTests {
  private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private static func with(_ body: (TLSServer) async throws -> Void) async throws {
    let server = try await TLSServer.start()
    defer { server.stop() }
    try await body(server)
  }

  private static func trusting(_ authority: String?) -> WebSocketConfiguration {
    WebSocketConfiguration(connectTimeout: .seconds(60), authorities: authority)
  }

  private func get(_ url: String, trusting authority: String?) async throws -> String {
    let client = try HTTPClient(HTTPClientConfiguration(authorities: authority), logger: quiet)
    return String(
      decoding: try await client.send(HTTPRequest(url: url, timeout: .seconds(60), connectTimeout: .seconds(60))).body, as: UTF8.self)
  }

  /// The server is well, and has read nothing of what was sent to it before.
  private func sawNothing(_ server: TLSServer) async throws {
    let body = try await get("https://localhost:\(server.port)/last", trusting: server.authority)
    #expect(body == "private")
    try await eventually("the server has told of the last request") { server.requests.last == "/last" }
    #expect(server.requests == ["/last"])
  }

  @Test func `wss to a server of a trusted private authority: texts go both ways, a large one whole`() async throws {
    try await Self.with { server in
      let socket = try await WebSocket.connect("wss://localhost:\(server.port)/v5/private", Self.trusting(server.authority))
      let large = String(repeating: "ü✓", count: 60_000)
      let sent = ["a", large, "b"]
      for text in sent { try socket.send(text) }
      var texts: [String] = []
      for await text in socket.texts {
        texts.append(text)
        if texts.count == 3 { break }
      }
      #expect(texts == sent)
      socket.close()
      try await eventually("the connection is over") { socket.end != nil }
      try await eventually("the server has told of it") { server.requests == ["/v5/private"] }
    }
  }

  @Test func `https to a server of a trusted private authority is answered`() async throws {
    try await Self.with { server in
      let body = try await get("https://localhost:\(server.port)/", trusting: server.authority)
      #expect(body == "private")
    }
  }

  @Test func `another authority, the system's own, or another name: refused before a byte of the request is sent`() async throws {
    try await Self.with { server in
      let cases: [(host: String, authority: String?)] = [
        ("localhost", server.stranger), ("localhost", nil), ("127.0.0.1", server.authority),
      ]
      for (host, authority) in cases {
        await #expect("wss \(host)") {
          try await WebSocket.connect("wss://\(host):\(server.port)/v5/private", Self.trusting(authority))
        } throws: { ($0 as? HTTPError)?.code == .tlsFailed && ($0 as? HTTPError)?.delivery == .notSent }
        await #expect("https \(host)") {
          try await get("https://\(host):\(server.port)/", trusting: authority)
        } throws: { ($0 as? HTTPError)?.code == .tlsFailed && ($0 as? HTTPError)?.delivery == .notSent }
      }
      try await sawNothing(server)
    }
  }

  @Test func `a file of authorities that is not there is an error, not trust in the system's`() async throws {
    try await Self.with { server in
      await #expect {
        try await WebSocket.connect("wss://localhost:\(server.port)/", Self.trusting("/nowhere.pem"))
      } throws: { ($0 as? HTTPError)?.code == .tlsFailed }
      await #expect { try await get("https://localhost:\(server.port)/", trusting: "/nowhere.pem") } throws: {
        ($0 as? HTTPError)?.code == .tlsFailed
      }
      try await sawNothing(server)
    }
  }
}
