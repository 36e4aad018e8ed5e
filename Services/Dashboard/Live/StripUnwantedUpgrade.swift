import NIOCore
import NIOHTTP1

/// Removes an `Upgrade` that nobody will accept: NIO's upgrade handler would lose the request's head with it.
final class StripUnwantedUpgrade: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  private let isWanted: @Sendable (HTTPRequestHead) -> Bool

  init(isWanted: @escaping @Sendable (HTTPRequestHead) -> Bool) { self.isWanted = isWanted }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    if head.headers.contains(name: "upgrade"),
      !(head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" } && isWanted(head))
    {
      head.headers.remove(name: "upgrade")
      // NIO's decoder parses nothing after an upgrade request.
      head.headers.replaceOrAdd(name: "connection", value: "close")
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }
}
