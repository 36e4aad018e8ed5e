import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// A connection of the API's port: plain HTTP, or a WebSocket after an upgrade on one of the two stream paths.
struct StreamUpgradeChannel: HTTPChannelHandler {
  enum Upgraded: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case stream(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, StreamKind, query: String)
  }

  struct Value: ServerChildChannelValue {
    let upgraded: EventLoopFuture<Upgraded>
    let channel: any Channel
  }

  /// Bytes of one message; the longest allowed list of topics has 21,000 characters.
  private static let largestMessage = 1 << 17
  let responder: Responder
  let server: StreamServer

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let upgrader = NIOTypedWebSocketServerUpgrader<Upgraded>(
        maxFrameSize: Self.largestMessage,
        shouldUpgrade: { channel, head in channel.eventLoop.makeSucceededFuture(Self.kind(head) == nil ? nil : HTTPHeaders()) },
        upgradePipelineHandler: { channel, head in
          channel.eventLoop.makeCompletedFuture {
            let sync = channel.pipeline.syncOperations
            try sync.addHandler(
              NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64, maxAccumulatedFrameSize: Self.largestMessage))
            let query = head.uri.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
            return .stream(
              try NIOAsyncChannel(wrappingChannelSynchronously: channel), Self.kind(head) ?? .publicLinear, query: query)
          }
        })
      let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Upgraded>(
        upgraders: [upgrader],
        notUpgradingCompletionHandler: { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try channel.pipeline.syncOperations.addHandler(HTTPConnectionStateHandler(logger: logger))
            return .http(
              try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
          }
        })
      var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
      configuration.enablePipelining = false
      configuration.enableErrorHandling = true
      configuration.enableResponseHeaderValidation = false
      let sync = channel.pipeline.syncOperations
      let upgraded = try sync.configureUpgradableHTTPServerPipeline(configuration: configuration)
      let handler = try sync.handler(type: NIOTypedHTTPServerUpgradeHandler<Upgraded>.self)
      try sync.addHandler(UnwantedUpgradeRemover { Self.kind($0) != nil }, position: .before(handler))
      return Value(upgraded: upgraded, channel: channel)
    }
  }

  func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.upgraded.get() {
      case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
      case .stream(let channel, let kind, let query): try await server.serve(channel, kind, query: query)
      }
    } catch {
      logger.debug("a connection ended", metadata: ["error": "\(error)"])
    }
  }

  private static func kind(_ head: HTTPRequestHead) -> StreamKind? {
    StreamKind(rawValue: String(head.uri.prefix { $0 != "?" }))
  }
}
