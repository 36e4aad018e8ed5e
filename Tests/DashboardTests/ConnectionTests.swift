import Model
import TestKit
import Testing

@testable import Dashboard

/// What a connection costs before anybody knows who it is.
@Suite struct ConnectionTests {
  private static func get(_ port: Int, _ headers: String = "") -> String {
    "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(headers)\r\n"
  }

  private func answers(_ client: RawClient) -> Int {
    client.text.split(separator: "HTTP/1.1 200", omittingEmptySubsequences: false).count - 1
  }

  @Test("A connection without a whole first head ends; one that has asked stays for the next request", .timeLimit(.minutes(10)))
  func silent() async throws {
    try await SocketTests().serving(patience: .seconds(2)) { _, port in
      let asking = try RawClient(port: port)
      try asking.send(Self.get(port))
      let (silent, slow) = (try RawClient(port: port), try RawClient(port: port))
      try slow.send("GET /healthz HTTP/1.1\r\nHost:")
      try await eventually("both have ended") { silent.hasEnded && slow.hasEnded }
      try asking.send(Self.get(port))
      try await eventually("the other is answered again") { answers(asking) == 2 }
    }
  }

  @Test("While all connections are taken a further one waits, and is answered when one ends", .timeLimit(.minutes(10)))
  func crowded() async throws {
    try await SocketTests().serving(maximumConnections: 1) { _, port in
      let first = try RawClient(port: port)
      try first.send(Self.get(port))
      try await eventually("the first is answered") { answers(first) == 1 }
      let second = try RawClient(port: port)
      try second.send(Self.get(port))
      for count in 2...20 {
        try first.send(Self.get(port))
        try await eventually("the first is answered again") { answers(first) == count }
      }
      #expect(answers(second) == 0)
      first.end()
      try await eventually("the second is answered") { answers(second) == 1 }
    }
  }

  @Test(
    "A head larger than any browser's is refused and ends its connection; one with many cookies is answered", .timeLimit(.minutes(10)),
    arguments: [
      (20, 1000, true), (1, 40_000, false), (100, 1000, false), (200, 1, false),
    ])
  func large(_ count: Int, _ length: Int, _ isAnswered: Bool) async throws {
    try await SocketTests().serving { _, port in
      let client = try RawClient(port: port)
      let value = String(repeating: "x", count: length)
      try client.send(Self.get(port, (0..<count).map { "X-\($0): \(value)\r\n" }.joined()))
      try await eventually("it is settled") { isAnswered ? answers(client) == 1 : client.hasEnded }
      #expect(isAnswered || client.text.hasPrefix("HTTP/1.1 431"))
    }
  }
}
