import HTTPClient
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10))) struct WebSocketTests {
  private static let patient = WebSocketConfiguration(connectTimeout: .seconds(60))

  @Test func `texts go both ways in order, pings are answered`() async throws {
    let server = try ScriptedWebSocketServer { _, text in
      [.bytes(WebSocketFrame(.ping, [1]).encoded(mask: nil)), .reply("\(text)!"), .reply("and \(text)")]
    }
    defer { server.stop() }
    let socket = try await WebSocket.connect(server.url, Self.patient)
    try socket.send("a")
    try socket.send("ü✓")
    var texts: [String] = []
    for await text in socket.texts {
      texts.append(text)
      if texts.count == 4 { break }
    }
    #expect(texts == ["a!", "and a", "ü✓!", "and ü✓"])
    #expect(socket.end == nil)
    socket.close()
    try await eventually("the connection is over") { socket.end != nil }
    #expect(throws: HTTPError.self) { try socket.send("late") }
  }

  @Test(arguments: [
    ("close", HTTPError.Code.closedByPeer), ("drop", .connectionLost), ("reset", .connectionLost), ("junk", .protocolViolation),
  ])
  func `the end of a connection says why`(step: String, code: HTTPError.Code) async throws {
    let server = try ScriptedWebSocketServer { _, text in
      switch text {
      case "close": [.reply("last"), .close(1001)]
      case "drop": [.reply("last"), .drop]
      case "reset": [.reply("last"), .reset]
      default: [.reply("last"), .bytes([0xFF, 0xFF])]
      }
    }
    defer { server.stop() }
    let socket = try await WebSocket.connect(server.url, Self.patient)
    try socket.send(step)
    var texts: [String] = []
    for await text in socket.texts { texts.append(text) }
    #expect(texts == ["last"] || step == "reset")
    #expect(socket.end?.code == code)
  }

  @Test func `a reader that is too slow loses the connection, not a message`() async throws {
    let server = try ScriptedWebSocketServer { _, _ in (0..<20).map { .reply("\($0)") } }
    defer { server.stop() }
    let socket = try await WebSocket.connect(server.url, WebSocketConfiguration(connectTimeout: .seconds(60), maximumWaiting: 4))
    try socket.send("go")
    try await eventually("the connection is over") { socket.end != nil }
    #expect(socket.end?.code == .overflow)
    var texts: [String] = []
    for await text in socket.texts { texts.append(text) }
    #expect(texts == ["0", "1", "2", "3"])
  }

  @Test func `a server that refuses, or never answers, the upgrade is an error in time`() async throws {
    let silent = try ScriptedWebSocketServer(answersUpgrade: { _ in false }) { _, _ in [] }
    let http = try ScriptedHTTPServer([.init("no", status: 404)])
    defer {
      silent.stop()
      http.stop()
    }
    let quick = WebSocketConfiguration(connectTimeout: .milliseconds(300))
    await #expect { try await WebSocket.connect(silent.url, quick) } throws: { ($0 as? HTTPError)?.code == .timedOut }
    await #expect { try await WebSocket.connect("ws://127.0.0.1:\(http.port)/", Self.patient) } throws: {
      ($0 as? HTTPError)?.code == .handshakeRefused
    }
    http.stop()
  }

  @Test(arguments: [
    ("ws://stream.bybit.com/v5", HTTPError.Code.plainHTTPRefused), ("https://127.0.0.1/", .invalidRequest), ("ws://", .invalidRequest),
  ])
  func `an address that may not be used is refused before connecting`(url: String, code: HTTPError.Code) async {
    await #expect { try await WebSocket.connect(url) } throws: { ($0 as? HTTPError)?.code == code }
  }

  @Test func `cancelling the task ends the attempt`() async throws {
    let server = try ScriptedWebSocketServer(answersUpgrade: { _ in false }) { _, _ in [] }
    defer { server.stop() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        // Only the cancellation can end it within the test's limit.
        let patient = WebSocketConfiguration(connectTimeout: .seconds(3600))
        await #expect(throws: HTTPError.self) { try await WebSocket.connect(server.url, patient) }
      }
      do { try await eventually("the server has the connection") { server.connections == 1 } } catch { Issue.record(error) }
      group.cancelAll()
    }
  }
}
