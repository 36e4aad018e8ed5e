import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// HTTP/1.1 connections of which those to `/ws` become sockets.
struct SocketUpgradeChannel: HTTPChannelHandler {
  enum Connection: Sendable {
    case socket(SocketSession.Channel, WebRequest)
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
  }

  struct Value: ServerChildChannelValue {
    let connection: EventLoopFuture<Connection>
    let channel: any Channel
  }

  /// Bytes of a message from a client; real ones are a few hundred.
  static let largestMessage = 16 << 10

  /// Of a request's head. Bytes in all, and of one header: a browser may send the cookies of every other program on this machine.
  static let largestHead = (all: 64 << 10, header: 32 << 10, count: 100)

  let responder: Responder
  let origins: OriginPolicy
  let session: SocketSession
  /// Until a connection's first request has its head.
  let patience: Duration

  private func isWanted(_ head: HTTPRequestHead) -> Bool {
    guard head.uri.split(separator: "?").first == "/ws", origins.allows(host: head.headers.first(name: "host")) else { return false }
    // A browser always names its page; a program with a token has none.
    guard let origin = head.headers.first(name: "origin") else { return head.headers.contains(name: "authorization") }
    return origins.allows(origin: origin)
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let upgrader = NIOTypedWebSocketServerUpgrader<Connection>(
        maxFrameSize: Self.largestMessage,
        shouldUpgrade: { channel, head in channel.eventLoop.makeSucceededFuture(isWanted(head) ? HTTPHeaders() : nil) },
        upgradePipelineHandler: { channel, head in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 16, maxAccumulatedFrameSize: Self.largestMessage))
            let request = Self.request(head, remote: channel.remoteAddress?.ipAddress ?? "unknown")
            return .socket(try SocketSession.Channel(wrappingChannelSynchronously: channel), request)
          }
        })
      let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Connection>(
        upgraders: [upgrader],
        notUpgradingCompletionHandler: { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try channel.pipeline.syncOperations.addHandler(HTTPConnectionStateHandler(idleTimeout: .seconds(60), logger: logger))
            return .http(
              try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
          }
        })
      var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
      configuration.enablePipelining = false
      configuration.enableResponseHeaderValidation = false
      configuration.enableErrorHandling = false
      configuration.decoderConfiguration.maxHeaderListSize = Self.largestHead.all
      configuration.decoderConfiguration.maxHeaderFieldSize = Self.largestHead.header
      configuration.decoderConfiguration.maxHeaderFieldCount = Self.largestHead.count
      let sync = channel.pipeline.syncOperations
      let connection = try sync.configureUpgradableHTTPServerPipeline(configuration: configuration)
      try sync.addHandler(
        StripUnwantedUpgrade { isWanted($0) },
        position: .before(try sync.handler(type: NIOTypedHTTPServerUpgradeHandler<Connection>.self)))
      let end = channel.eventLoop.scheduleTask(in: .nanoseconds(patience.wholeNanoseconds)) { channel.close(promise: nil) }
      connection.whenComplete { _ in end.cancel() }
      return Value(connection: connection, channel: channel)
    }
  }

  func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.connection.get() {
      case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
      case .socket(let channel, let request): await session.run(channel, request)
      }
    } catch {
      logger.debug("a connection was not set up", metadata: ["error": "\(error)"])
    }
  }

  private static func request(_ head: HTTPRequestHead, remote: String) -> WebRequest {
    var headers: [String: String] = [:]
    for field in head.headers { headers[field.name.lowercased()] = field.value }
    return WebRequest(method: head.method.rawValue, target: head.uri, headers: headers, remote: remote)
  }
}
