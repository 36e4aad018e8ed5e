import Model
import NIOCore
import NIOWebSocket
import ServiceLifecycle

/// Carries frames between one WebSocket and the exchange.
struct StreamServer: Sendable {
  let exchange: Exchange
  let time: TimeSource

  /// Before a command is answered: a client stores what it asked for only after sending it.
  private static let commandDelay = Duration.milliseconds(15)

  func serve(_ channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, _ kind: StreamKind, query: String) async throws {
    let outbox = StreamOutbox()
    let id = await exchange.connect(kind, query: query, outbox: outbox, at: time.now)
    do {
      try await withGracefulShutdownHandler {
        try await channel.executeThenClose { inbound, outbound in
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await write(outbox, to: outbound) }
            group.addTask { try await read(inbound, id, outbox) }
            try await group.next()
            group.cancelAll()
          }
        }
      } onGracefulShutdown: {
        outbox.send(.close(code: 1001))
      }
    } catch is CancellationError {
      // The other half has ended.
    } catch is ChannelError {
      // The client has gone without a word.
    }
    await exchange.disconnect(id)
  }

  private func write(_ outbox: StreamOutbox, to outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>) async throws {
    for await item in outbox.items {
      switch item {
      case .text(let bytes, let delay):
        if delay > .zero { try await Task.sleep(for: delay) }
        try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: bytes)))
      case .pong(let bytes): try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: ByteBuffer(bytes: bytes)))
      case .close(let code):
        var data = ByteBuffer()
        data.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: Int(code)))
        try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
        return
      }
    }
  }

  private func read(_ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ id: Int, _ outbox: StreamOutbox) async throws {
    for try await frame in inbound {
      switch frame.opcode {
      case .text:
        try await Task.sleep(for: Self.commandDelay)
        await exchange.receive(Array(frame.unmaskedData.readableBytesView), from: id, at: time.now)
      case .ping:
        if await exchange.heard(id, at: time.now) { outbox.send(.pong(Array(frame.unmaskedData.readableBytesView))) }
      case .connectionClose:
        outbox.send(.close(code: 1000))
        // The writer ends when it has sent it, and both with it.
        try await Task.sleep(for: .seconds(1))
        return
      default: continue
      }
    }
  }
}
