import NIOCore
import NIOHTTP1

/// Removes an `Upgrade` that nobody will accept: NIO's upgrade handler would lose the request's head with it. A first head that cannot be read
/// ends the connection, which that handler would leave open.
final class StripUnwantedUpgrade: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

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

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? HTTPParserError, context.channel.isActive {
      let status = error == .headerOverflow ? HTTPResponseStatus.requestHeaderFieldsTooLarge : .badRequest
      let headers = HTTPHeaders([("Connection", "close"), ("Content-Length", "0")])
      context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }
}
