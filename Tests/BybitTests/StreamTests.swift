import HTTPClient
import Logging
import Model
import Synchronization
import TestKit
import Testing

@testable import Bybit

/// The whole stream over real sockets, against a server that misbehaves.
@Suite(.timeLimit(.minutes(5))) struct StreamTests {
  private final class Heard: Sendable {
    private let list = Mutex<[StreamEvent]>([])
    var events: [StreamEvent] { list.withLock { $0 } }
    func add(_ event: StreamEvent) { list.withLock { $0.append(event) } }
    var lives: Int { events.filter { $0 == .live }.count }
  }

  private static func answer(_ text: String) -> [ScriptedWebSocketServer.Step] {
    if text.contains(#""op":"auth""#) { return [.reply(StreamExamples.authenticated)] }
    if text.contains(#""op":"subscribe""#) { return [.reply(StreamExamples.subscribed), .reply(StreamExamples.order)] }
    if text.contains(#""op":"ping""#) { return [.reply(StreamExamples.privatePong)] }
    return []
  }

  /// What a connection was told is recorded after it was answered, so the record may come later than what the answer leads to.
  private static func expectSignIn(_ server: ScriptedWebSocketServer, on connection: Int) async throws {
    try await eventually("connection \(connection) has signed in and subscribed", within: .seconds(60)) {
      server.received(on: connection).count >= 2
    }
    #expect(server.received(on: connection).prefix(2).map { $0.prefix(11) } == [#"{"op":"auth"#, #"{"op":"subs"#])
  }

  private static func listen(
    _ server: ScriptedWebSocketServer, timing: StreamTiming = StreamTiming(), until what: String,
    _ condition: @escaping @Sendable (Heard) -> Bool
  ) async throws {
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let stream = BybitStream(
      url: server.url, credentials: Bench.credentials, topics: ["order"], timing: timing, serverTime: { TimeSource.system.now },
      logger: quiet, jitter: { 0 }, connect: { url throws(HTTPError) in try await WebSocket.connect(url) })
    let heard = Heard()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await stream.run { heard.add($0) } }
      try await eventually(what, within: .seconds(60)) { condition(heard) }
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  @Test func `a fill reaches the reader, and a cancelled stream ends`() async throws {
    let server = try ScriptedWebSocketServer { _, text in Self.answer(text) }
    defer { server.stop() }
    try await Self.listen(server, until: "a fill") { heard in
      guard heard.events.count >= 2, heard.events[0] == .live, case .update(.order(let order)) = heard.events[1] else { return false }
      return order.status == .filled
    }
    try await Self.expectSignIn(server, on: 0)
  }

  @Test(arguments: ["drop", "close", "junk"])
  func `after an abrupt end it signs in and subscribes again, and says so`(end: String) async throws {
    let server = try ScriptedWebSocketServer { connection, text in
      let last: ScriptedWebSocketServer.Step = end == "drop" ? .drop : end == "close" ? .close(1012) : .bytes([0xFF, 0xFF])
      return Self.answer(text) + (connection == 0 && text.contains("subscribe") ? [last] : [])
    }
    defer { server.stop() }
    try await Self.listen(server, until: "live again") { $0.lives == 2 }
    try await Self.expectSignIn(server, on: 1)
  }

  @Test func `a stream that falls silent without closing is left and made anew`() async throws {
    // Connection 0 answers nothing after its subscription, not even pings.
    let server = try ScriptedWebSocketServer { connection, text in connection == 0 && text.contains("ping") ? [] : Self.answer(text) }
    defer { server.stop() }
    var timing = StreamTiming()
    timing.ping = .milliseconds(300)
    timing.silence = .milliseconds(900)
    // A machine that is held up may take the next connection for silent as well.
    try await Self.listen(server, timing: timing, until: "live again") { $0.lives >= 2 }
    #expect(server.received(on: 0).contains { $0.contains("ping") })
  }

  @Test func `a refused key is told to the reader and not asked for again at once`() async throws {
    let server = try ScriptedWebSocketServer { _, _ in [.reply(#"{"success":false,"ret_msg":"api key invalid","op":"auth"}"#)] }
    defer { server.stop() }
    try await Self.listen(server, until: "down") { $0.events == [.down(.authenticationRefused("api key invalid"))] }
    #expect(server.connections == 1)
  }
}
