import NIOCore
import NIOHTTP1

/// Makes a request for an upgrade that is not offered a plain request: the upgrade handler behind it would lose the request's head.
final class UnwantedUpgradeRemover: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  private let isWanted: (HTTPRequestHead) -> Bool

  init(isWanted: @escaping (HTTPRequestHead) -> Bool) { self.isWanted = isWanted }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data) else {
      context.fireChannelRead(data)
      return
    }
    if head.headers.contains(name: "upgrade") {
      let isWebSocket = head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
      if !isWebSocket || !isWanted(head) {
        head.headers.remove(name: "upgrade")
        // The decoder parses nothing after a request for an upgrade.
        head.headers.replaceOrAdd(name: "connection", value: "close")
      }
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }
}
