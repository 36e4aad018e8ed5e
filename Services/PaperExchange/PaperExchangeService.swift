import Logging
import Model
import ServiceLifecycle

/// The process: the exchange behind its two ports. The only file that joins the live parts.
package struct PaperExchangeService: Sendable {
  private let configuration: PaperExchangeConfiguration
  private let exchange: Exchange
  private let time: TimeSource
  private let logger: Logger
  /// nil unless the market is another exchange's.
  private let live: LiveSource?

  /// - Throws: ``StartFailure``.
  package init(_ configuration: PaperExchangeConfiguration, time: TimeSource = .system, logger: Logger) throws {
    try self.init(configuration, live: nil, [], time: time, logger: logger)
  }

  private init(
    _ configuration: PaperExchangeConfiguration, live: LiveSource?, _ loaded: [LiveSymbol], time: TimeSource, logger: Logger
  ) throws {
    self.configuration = configuration
    self.time = time
    self.logger = logger
    self.live = live
    exchange = try Exchange(configuration, live: loaded, at: time.now, logger: logger)
  }

  /// Also opens a live market, which must be loaded from its upstream first.
  /// - Throws: ``StartFailure``.
  package static func make(
    _ configuration: PaperExchangeConfiguration, time: TimeSource = .system, logger: Logger
  ) async throws -> PaperExchangeService {
    guard case .live(let upstream) = configuration.market else {
      return try PaperExchangeService(configuration, time: time, logger: logger)
    }
    let source = try LiveSource(upstream: upstream, logger: logger)
    let anchor = StateLog.anchor(folder: configuration.state) ?? configuration.timeframe.boundary(atOrBefore: time.now)
    let loaded = try await source.load(configuration.symbols, configuration.timeframe, before: anchor)
    return try PaperExchangeService(configuration, live: source, loaded, time: time, logger: logger)
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
    var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(service: Ticker(exchange: exchange, time: time)), .init(service: control), .init(service: api),
    ]
    if let live {
      services.append(
        .init(service: LiveFeed(source: live, symbols: configuration.symbols, exchange: exchange, time: time, logger: logger)))
    }
    var group = ServiceGroupConfiguration(
      services: services,
      gracefulShutdownSignals: catchesSignals ? [.sigterm, .sigint] : [], logger: logger)
    group.maximumGracefulShutdownDuration = .milliseconds(700)
    try await ServiceGroup(configuration: group).run()
  }
}
