import Foundation
import HTTPClient
import Logging
import Model
import TestKit
import Testing

/// Two dashboards of a whole system, seen by programs: one login for both, changes without a hole, and a kill that the sockets are told of.
@Suite(.serialized) struct DashboardRestartTests {
  private static let password = "a password of this test 2846"
  private let port = 28_232

  private struct Change: Decodable {
    let type: String
    let id: String?
    let event: String?
  }

  private static func login(_ port: Int) async throws -> String {
    let client = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let body = "password=\(password.replacingOccurrences(of: " ", with: "+"))"
    let reply = try await client.send(
      HTTPRequest(
        method: .post, url: "http://127.0.0.1:\(port)/login", headers: HTTPHeaders([("Origin", "http://127.0.0.1:\(port)")]),
        body: Array(body.utf8), timeout: .seconds(60)))
    await client.close()
    return try #require(reply.headers["Set-Cookie"]?.split(separator: ";").first.map(String.init))
  }

  /// A socket in all rooms of changes. - Parameter after: the last id that was heard.
  private static func connect(_ port: Int, _ cookie: String, after: String? = nil) async throws -> WebSocket {
    var configuration = WebSocketConfiguration()
    configuration.headers = [("Cookie", cookie), ("Origin", "http://127.0.0.1:\(port)")]
    let socket = try await WebSocket.connect("ws://127.0.0.1:\(port)/ws", configuration)
    let id = after.map { ",\"after\":\"\($0)\"" } ?? ""
    try socket.send("{\"type\":\"subscribe\",\"rooms\":[\"cycles\",\"trades\",\"alerts\"]\(id)}")
    return socket
  }

  private static func change(_ text: String) throws -> Change { try JSONDecoder().decode(Change.self, from: Data(text.utf8)) }

  /// The ids of changes up to and with the first that `ends` accepts.
  private static func ids(_ socket: WebSocket, until ends: (Change) -> Bool) async throws -> [String] {
    var ids: [String] = []
    for await text in socket.texts {
      let change = try change(text)
      guard change.type == "event", let id = change.id else { continue }
      ids.append(id)
      if ends(change) { return ids }
    }
    throw TestFailure("the socket has ended: \(socket.end.map { "\($0)" } ?? "closed")")
  }

  /// The first answer; that the process lives is said without a question.
  private static func type(of socket: WebSocket) async throws -> String {
    for await text in socket.texts {
      let type = try change(text).type
      if type != "alive" { return type }
    }
    throw TestFailure("the socket has ended: \(socket.end.map { "\($0)" } ?? "closed")")
  }

  @Test(
    "Sockets resume without a hole while the dashboard lives, and are told to load anew by another one and after a kill",
    .timeLimit(.minutes(20)))
  func restart() async throws {
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "5s", "--replicas", "dashboard=2", "--dashboard-port", "\(port)"], basePort: 28_200,
      // Slots for every symbol, and losses that trip no breaker: otherwise a cycle would be skipped, and never be completed.
      environment: [
        "AUTOTRADER_DASHBOARD_PASSWORD": Self.password, "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001",
      ])
    try await system.waitUntilReady()
    let cookie = try await Self.login(port)

    let first = try await Self.connect(port, cookie)
    var heard = try await Self.ids(first) { $0.event == "chart-sourcer.cycle.completed" }
    first.close()
    // Nobody listens while the next cycle begins.
    let second = try await Self.connect(port, cookie, after: heard.last)
    heard += try await Self.ids(second) { $0.event == "chart-sourcer.cycle.completed" }
    let numbers = heard.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }
    let start = try #require(numbers.first)
    // Numbers of one process follow each other, so this is every change that it knows of.
    #expect(numbers == Array(start..<start + numbers.count))

    // The other one knows the login, and not the ids.
    let other = try await Self.connect(port + 1, cookie, after: heard.last)
    #expect(try await Self.type(of: other) == "resync")

    try system.kill("dashboard")
    for await _ in second.texts {}
    #expect(second.end != nil)
    let third = try await eventuallyFound("the dashboard is back", within: .seconds(120)) {
      do { return try await Self.connect(port, cookie, after: heard.last) } catch is HTTPError { return nil }
    }
    #expect(try await Self.type(of: third) == "resync")
    let after = try await Self.ids(third) { $0.event == "chart-sourcer.cycle.completed" }
    #expect(!after.isEmpty)
    // The other one has gone on meanwhile.
    #expect(other.end == nil)
    third.close()
    other.close()
    #expect(try await system.stop() == 0)
    try system.remove()
  }
}
