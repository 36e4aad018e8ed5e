import FoundationEssentials
import Logging
import Messages
import Model
import NIOCore
import NIOWebSocket
import Synchronization

/// One socket from its upgrade to its end.
struct SocketSession: Sendable {
  typealias Channel = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

  /// Close codes of our own (RFC 6455 leaves 4000 and above to applications).
  enum End: UInt16 {
    case goingAway = 1001
    case notLoggedIn = 4401
    case tooManyClients = 4429
    case tooSlow = 4408
  }

  /// For the close frame of a client that takes nothing; afterwards the connection ends without it.
  static let patience = Duration.seconds(1)

  let hub: LiveHub
  let gatekeeper: Gatekeeper
  let metrics: DashboardMetrics
  let logger: Logger
  /// How often a socket is pinged and its login looked at. Two of them without any frame from the client, and it is gone.
  var pingInterval = Duration.seconds(20)

  private struct Wish: Decodable {
    let type: String
    var symbol: String?
    var room: String?
    var rooms: [String]?
    var after: String?
  }

  func run(_ channel: Channel, _ request: WebRequest) async {
    do {
      try await channel.executeThenClose { inbound, outbound in
        guard try await gatekeeper.principal(request) != nil else { return try await close(outbound, .notLoggedIn) }
        let queue = ClientQueue()
        guard let client = hub.join(queue) else { return try await close(outbound, .tooManyClients) }
        metrics.count(.socketsOpened)
        defer { hub.leave(client) }
        try hub.greet(client)
        let ending = try await serve(inbound, outbound, client, queue, request)
        metrics.count(.socketsEnded, [ending.rawValue])
      }
    } catch {
      metrics.count(.socketsEnded, [Ending.broken.rawValue])
      logger.debug("a socket ended", metadata: ["error": "\(error)"])
    }
  }

  /// Why a socket is over, for the metrics.
  private enum Ending: String, Sendable {
    case byClient, tooSlow, loggedOut, silent, broken
  }

  /// Whichever part ends first ends the socket.
  private func serve(
    _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ client: Int,
    _ queue: ClientQueue, _ request: WebRequest
  ) async throws -> Ending {
    let lastFrame = LastFrame()
    return try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask {
        try await read(inbound, outbound, client, queue, lastFrame)
        queue.close()
        return .byClient
      }
      group.addTask {
        try await queue.drain { batch in try await outbound.write(contentsOf: batch.map { Self.frame($0.text) }) }
        guard queue.isTooSlow else { return .byClient }
        try await close(outbound, .tooSlow)
        return .tooSlow
      }
      group.addTask {
        // A write to a client that reads nothing hangs, and the close frame behind it.
        await queue.waitForCutOff()
        try await Task.sleep(for: Self.patience)
        return .tooSlow
      }
      group.addTask { try await ping(outbound, request, lastFrame) }
      defer { group.cancelAll() }
      return try await group.next() ?? .broken
    }
  }

  private func read(
    _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ client: Int,
    _ queue: ClientQueue, _ lastFrame: LastFrame
  ) async throws {
    for try await frame in inbound {
      lastFrame.came()
      switch frame.opcode {
      case .text: try hear(String(buffer: frame.unmaskedData), client, queue)
      case .ping: try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
      case .connectionClose:
        // The same code goes back, as the protocol asks.
        try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData))
        return
      default: continue
      }
    }
  }

  private func hear(_ text: String, _ client: Int, _ queue: ClientQueue) throws {
    func refuse(_ message: String) throws { queue.push(try SocketMessage(SocketMessage.Notice(type: "error", message: message))) }
    let wish: Wish
    do { wish = try Wire.decoder.decode(Wish.self, from: Data(text.utf8)) } catch {
      return try refuse("send a JSON object such as {\"type\":\"subscribe\",\"room\":\"cycles\"}")
    }
    var names = (wish.rooms ?? []) + [wish.room].compactMap(\.self)
    // The seed's form: the room's kind in the type, its symbol beside it.
    if wish.type.hasPrefix("subscribe:") {
      names.append(wish.type.dropFirst("subscribe:".count) + (wish.symbol.map { ":\($0)" } ?? ""))
    }
    let rooms = names.map { Room($0) }
    guard !rooms.isEmpty, !rooms.contains(nil) else { return try refuse("rooms are cycles, trades, alerts and positions:SYMBOL") }
    let wanted = Set(rooms.compactMap(\.self))
    switch wish.type.prefix(while: { $0 != ":" }) {
    case "subscribe":
      if try !hub.subscribe(client, to: wanted, after: wish.after) { try refuse("at most \(LiveHub.maximumRooms) rooms a socket") }
    case "unsubscribe": hub.unsubscribe(client, from: wanted)
    default: try refuse("types are subscribe and unsubscribe")
    }
  }

  /// Keeps proxies from closing a quiet socket, and ends it when its login has ended.
  private func ping(_ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ request: WebRequest, _ lastFrame: LastFrame) async throws
    -> Ending
  {
    while true {
      try await Task.sleep(for: pingInterval)
      guard lastFrame.age < pingInterval * 2 else { return .silent }
      guard try await gatekeeper.principal(request) != nil else {
        try await close(outbound, .notLoggedIn)
        return .loggedOut
      }
      try await outbound.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
    }
  }

  private func close(_ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ end: End) async throws {
    var data = ByteBuffer()
    data.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: Int(end.rawValue)))
    try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
  }

  private static func frame(_ text: String) -> WebSocketFrame {
    WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
  }
}

/// When a client's last frame came; its pongs count.
private final class LastFrame: Sendable {
  private let at = Mutex(ContinuousClock.now)

  func came() { at.withLock { $0 = .now } }
  var age: Duration { ContinuousClock.now - at.withLock { $0 } }
}
