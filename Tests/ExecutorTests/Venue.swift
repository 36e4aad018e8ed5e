import Bybit
import Dispatch
import Foundation
import Glibc
import HTTPClient
import Logging
import Model
import PaperExchange
import Synchronization
import TestKit
import Testing

/// The real paper exchange behind a proxy that loses, refuses and rewrites what a test tells it to.
final class Venue: Sendable {
  /// What happens to a request on its way.
  enum Fault: Sendable {
    case pass
    /// The exchange acts, its answer is lost.
    case loseReply
    /// The request is lost.
    case loseRequest
    case answer(ScriptedHTTPServer.Reply)
    /// The exchange acts and something else is answered; an empty body keeps the exchange's own.
    case act(ScriptedHTTPServer.Reply)
    /// The exchange acts, the body of its answer is changed.
    case rewrite(@Sendable (String) -> String)

    static func retCode(_ code: Int) -> Fault {
      .answer(
        .init(
          #"{"retCode":\#(code),"retMsg":"scripted","result":{},"retExtInfo":{},"time":\#(TimeSource.system.now.milliseconds)}"#,
          headers: [("X-Paper-Exchange", "1")]))
    }
  }

  typealias Plan = @Sendable (_ request: ScriptedHTTPServer.Request, _ number: Int) -> Fault

  static let key = "venue-key-0001"
  static let secret = "venue-secret-0001"

  let proxy: ScriptedHTTPServer
  private let port: UInt16
  private let controlPort: UInt16
  private let current: Shared<Plan>

  private init(port: UInt16, controlPort: UInt16) throws {
    let plan = Shared<Plan>({ _, _ in .pass })
    let counts = Shared<[String: Int]>([:])
    self.port = port
    self.controlPort = controlPort
    current = plan
    proxy = try ScriptedHTTPServer { request in
      let number = counts.value.withLock { counts in
        counts[request.path, default: 0] += 1
        return counts[request.path, default: 1]
      }
      let chosen = plan.value.withLock { $0 }
      switch chosen(request, number) {
      case .pass: return Wiring.forward(request, port)
      case .loseReply:
        _ = Wiring.forward(request, port)
        return .fault(.close)
      case .loseRequest: return .fault(.close)
      case .answer(let reply): return reply
      case .act(var reply):
        let real = Wiring.forward(request, port)
        if reply.body.isEmpty, reply.status == 200 { (reply.body, reply.headers) = (real.body, real.headers) }
        return reply
      case .rewrite(let change):
        var reply = Wiring.forward(request, port)
        reply.body = change(reply.body)
        return reply
      }
    }
  }

  /// Another way to the same exchange, with a log of its own. - Parameter intercept: sees each request before the exchange does.
  func door(_ intercept: @escaping @Sendable (ScriptedHTTPServer.Request) -> Void) throws -> ScriptedHTTPServer {
    let port = port
    return try ScriptedHTTPServer { request in
      intercept(request)
      return Wiring.forward(request, port)
    }
  }

  /// From now on; `number` counts the requests to a path from 1.
  func disturb(_ plan: @escaping Plan) { current.value.withLock { $0 = plan } }

  func count(_ path: String, where condition: (ScriptedHTTPServer.Request) -> Bool = { _ in true }) -> Int {
    proxy.requests.filter { $0.path == path && condition($0) }.count
  }

  /// What the exchange really has, whatever the client believes of its clock and its limits.
  func position(_ symbol: String) async throws -> (size: String, stop: String) {
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let client = try BybitClient(
      BybitConfiguration(baseURL: proxy.baseURL, credentials: BybitCredentials(key: Self.key, secret: Self.secret)),
      http: HTTPClient(logger: quiet), logger: quiet)
    let found = try await client.positions().first { $0.symbol.description == symbol }
    return (found?.size.description ?? "0", found?.stopLoss?.description ?? "-")
  }

  /// Moves the market at once.
  func setPrice(_ symbol: String, _ price: String) async {
    await control("/control/price", Self.priceBody(symbol, price))
  }

  /// For a plan of ``disturb(_:)``, which runs on the proxy's own thread.
  func setPriceBlocking(_ symbol: String, _ price: String) { controlBlocking("/control/price", Self.priceBody(symbol, price)) }

  private static func priceBody(_ symbol: String, _ price: String) -> String { #"{"symbol":"\#(symbol)","price":"\#(price)"}"# }

  /// Trades on the account behind the executor's back. - Parameter more: further fields of the order.
  func trade(_ symbol: String, _ side: Side, _ quantity: String, _ more: String = "") async {
    await control("/control/order", #"{"symbol":"\#(symbol)","side":"\#(side.rawValue)","qty":"\#(quantity)"\#(more)}"#)
  }

  /// Tells the exchange's control port something.
  func control(_ path: String, _ body: String = "{}") async {
    // On a thread of its own: the exchange that must answer lives in the cooperative pool.
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        self.controlBlocking(path, body)
        continuation.resume()
      }
    }
  }

  private func controlBlocking(_ path: String, _ body: String) {
    let headers = [(name: "Host", value: "127.0.0.1"), (name: "Content-Length", value: "\(body.utf8.count)")]
    let reply = Wiring.send("POST \(path)", headers, body, controlPort)
    #expect(reply.status == 200, "\(reply.body)")
  }

  /// Runs `body` with an exchange whose price stands still, and which pays funding only when it is told to.
  static func open(_ body: (Venue) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/venue-\(UUID().uuidString)"
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error, "cannot remove \(folder)") }
    }
    let controlPort = try Wiring.freePort()
    let configuration = PaperExchangeConfiguration(
      listen: try #require(ListenAddress("127.0.0.1:0")), control: try #require(ListenAddress("127.0.0.1:\(controlPort)")), market: .flat,
      timeframe: .oneMinute, symbols: ["BTCUSDT", "ETHUSDT"].compactMap { Symbol($0) },
      balance: try #require(Money("100000")), apiKey: key, apiSecret: secret, state: folder, paysFundingByItself: false)
    let service = try PaperExchangeService(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A service that cannot start must not be waited for.
        defer { continuation.finish() }
        do {
          try await service.run(catchesSignals: false) { continuation.yield($0) }
        } catch is CancellationError {
          return
        }
      }
      let port = try #require(await ports.first { _ in true })
      let venue = try Venue(port: UInt16(port), controlPort: controlPort)
      defer { venue.proxy.stop() }
      try await body(venue)
      group.cancelAll()
      try await group.waitForAll()
    }
  }
}

/// A value that several threads change.
final class Shared<Value: Sendable>: Sendable {
  let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
}

/// Plain blocking HTTP on the proxy's own threads.
private enum Wiring {
  static func forward(_ request: ScriptedHTTPServer.Request, _ port: UInt16) -> ScriptedHTTPServer.Reply {
    send("\(request.method) \(request.target)", request.headers, request.body, port)
  }

  static func send(
    _ line: String, _ headers: [(name: String, value: String)], _ body: String, _ port: UInt16
  ) -> ScriptedHTTPServer.Reply {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = loopback(port)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
    guard isConnected else { return .fault(.close) }
    var head = "\(line) HTTP/1.1\r\nConnection: close\r\n"
    for header in headers where header.name.lowercased() != "connection" { head += "\(header.name): \(header.value)\r\n" }
    let bytes = Array((head + "\r\n" + body).utf8)
    guard bytes.withUnsafeBytes({ Glibc.send(socket, $0.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }) == bytes.count else {
      return .fault(.close)
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !isComplete(answer), case let count = recv(socket, &chunk, chunk.count, 0), count > 0 { answer += chunk[..<count] }
    return reply(String(decoding: answer, as: UTF8.self))
  }

  private static func isComplete(_ answer: [UInt8]) -> Bool {
    let text = String(decoding: answer, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    let length = text[..<end.lowerBound].components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
    return length.map { text[end.upperBound...].utf8.count >= $0 } ?? false
  }

  private static func reply(_ text: String) -> ScriptedHTTPServer.Reply {
    guard let end = text.range(of: "\r\n\r\n") else { return .fault(.close) }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    let status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 500
    let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, !["content-length", "connection"].contains(parts[0].lowercased()) else { return nil }
      return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
    }
    return .init(String(text[end.upperBound...]), status: status, headers: headers)
  }

  static func freePort() throws -> UInt16 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return address
  }
}
