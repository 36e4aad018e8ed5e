import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// The port of the pages, the API and the sockets, served until a graceful shutdown.
struct WebListener: Service {
  let host: String
  let port: Int
  let server: WebServer
  let session: SocketSession
  let logger: Logger
  /// More wait until one ends; sockets are at most half of them.
  var maximumConnections = 2 * LiveHub.maximumClients
  /// Without the head of a first request a connection ends.
  var patience = Duration.seconds(10)
  /// Called with the real port once connections are accepted.
  var onListening: @Sendable (Int) async -> Void = { _ in }

  func run() async throws {
    let (origins, session, patience, onListening, port, logger) = (server.origins, session, patience, onListening, port, logger)
    let application = Application(
      responder: WebResponder(server: server),
      server: HTTPServerBuilder { responder in
        SocketUpgradeChannel(responder: responder, origins: origins, session: session, patience: patience)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), availableConnectionsDelegate: .maximum(maximumConnections, logger: logger)),
      onServerRunning: { channel in
        let bound = channel.localAddress?.port ?? port
        logger.notice("dashboard is listening", metadata: ["port": "\(bound)"])
        await onListening(bound)
      }, logger: logger)
    try await application.run()
  }
}
