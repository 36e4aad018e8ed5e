import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// One port, served until a graceful shutdown.
struct Listener: Service {
  let address: ListenAddress
  let responder: ExchangeResponder
  /// nil for a port without streams.
  var streams: StreamServer?
  let logger: Logger
  /// Called with the real port once connections are accepted.
  var onListening: @Sendable (Int) async -> Void = { _ in }

  /// - Throws: ``StartFailure`` naming the address if it cannot be bound.
  func run() async throws {
    let (address, onListening) = (address, onListening)
    let streams = streams
    let application = Application(
      responder: responder,
      server: streams.map { server in HTTPServerBuilder { StreamUpgradeChannel(responder: $0, server: server) } } ?? .http1(),
      configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? address.port) }, logger: logger)
    do {
      try await application.run()
    } catch {
      throw StartFailure.environment("cannot listen on \(address): \(Self.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    let text = String(describing: error)
    return text.contains("Address already in use") ? "port already in use" : text
  }
}
