import Logging
import Model
import ServiceLifecycle

/// The process: the exchange behind its two ports. The only file that joins the live parts.
package struct PaperExchangeService: Sendable {
  private let configuration: PaperExchangeConfiguration
  private let exchange: Exchange
  private let time: TimeSource
  private let logger: Logger

  /// - Throws: ``StartFailure``.
  package init(_ configuration: PaperExchangeConfiguration, time: TimeSource = .system, logger: Logger) throws {
    self.configuration = configuration
    self.time = time
    self.logger = logger
    exchange = try Exchange(configuration, at: time.now, logger: logger)
  }

  /// Serves until SIGTERM or SIGINT, or until the task is cancelled.
  /// - Parameters:
  ///   - catchesSignals: false in tests, which are cancelled instead.
  ///   - onListening: called with the API's port once it accepts connections.
  package func run(
    catchesSignals: Bool = true, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) async throws {
    let exchange = exchange
    let logger = logger
    let address = configuration.listen
    let control = Listener(
      address: configuration.control,
      responder: ExchangeResponder(time: time) { .init(ending: .reply(await exchange.control($0, at: $1))) }, logger: logger)
    let api = Listener(
      address: address, responder: ExchangeResponder(time: time) { await exchange.answer($0, at: $1) },
      streams: StreamServer(exchange: exchange, time: time), logger: logger,
      onListening: { port in
        logger.notice("paper exchange is listening", metadata: ["address": "\(address.host):\(port)"])
        await onListening(port)
      })
    var group = ServiceGroupConfiguration(
      services: [.init(service: Ticker(exchange: exchange, time: time)), .init(service: control), .init(service: api)],
      gracefulShutdownSignals: catchesSignals ? [.sigterm, .sigint] : [], logger: logger)
    group.maximumGracefulShutdownDuration = .milliseconds(700)
    try await ServiceGroup(configuration: group).run()
  }
}
