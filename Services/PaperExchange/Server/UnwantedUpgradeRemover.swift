import NIOCore
import NIOHTTP1

/// Makes a request for an upgrade that is not offered a plain request: the upgrade handler behind it would lose the request's head.
final class UnwantedUpgradeRemover: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  private let isWanted: (HTTPRequestHead) -> Bool
  /// The upgrade handler looks at a connection's first request alone.
  private var isFirst = true

  init(isWanted: @escaping (HTTPRequestHead) -> Bool) { self.isWanted = isWanted }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data) else {
      context.fireChannelRead(data)
      return
    }
    let isWebSocket = head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    let isUpgrade = isFirst && isWebSocket && isWanted(head)
    isFirst = false
    if !isUpgrade, head.headers.contains(name: "upgrade") {
      head.headers.remove(name: "upgrade")
      // The decoder parses nothing after a request for an upgrade.
      head.headers.replaceOrAdd(name: "connection", value: "close")
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
    if isUpgrade { context.pipeline.syncOperations.removeHandler(self, promise: nil) }
  }
}
