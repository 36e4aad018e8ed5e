import FoundationEssentials
import Logging
import Messages
import Model
import NIOCore
import NIOWebSocket

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

  static let pingInterval = Duration.seconds(20)

  let hub: LiveHub
  let gatekeeper: Gatekeeper
  let logger: Logger

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
        defer { hub.leave(client) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            try await read(inbound, outbound, client, queue)
            queue.close()
          }
          group.addTask {
            try await queue.drain { batch in try await outbound.write(contentsOf: batch.map { Self.frame($0.text) }) }
            if queue.isTooSlow { try await close(outbound, .tooSlow) }
          }
          group.addTask { try await ping(outbound, request) }
          // Whichever ends first ends the socket.
          try await group.next()
          group.cancelAll()
        }
      }
    } catch {
      logger.debug("a socket ended", metadata: ["error": "\(error)"])
    }
  }

  private func read(
    _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ client: Int,
    _ queue: ClientQueue
  ) async throws {
    for try await frame in inbound {
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
  private func ping(_ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ request: WebRequest) async throws {
    while true {
      try await Task.sleep(for: Self.pingInterval)
      guard try await gatekeeper.principal(request) != nil else { return try await close(outbound, .notLoggedIn) }
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
