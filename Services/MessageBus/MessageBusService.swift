import Logging
import Messages
import Messaging
import Model
import ServiceKit
import ServiceLifecycle

/// The forwarder, the answer to `Ping`, and a heartbeat. It keeps nothing: after a restart, gaps are replayed by the events' owners.
package struct MessageBusService: Sendable {
  private let addresses: BusAddresses
  private let listenAddress: String?
  private let instance: String
  private let time: TimeSource
  private let logger: Logger

  package init(addresses: BusAddresses, listenAddress: String? = nil, instance: String, time: TimeSource = .system, logger: Logger) {
    self.addresses = addresses
    self.listenAddress = listenAddress
    self.instance = instance
    self.time = time
    self.logger = logger
  }

  /// Runs until SIGTERM or SIGINT, or until the task is cancelled.
  /// - Parameter catchesSignals: false in tests, which cancel instead.
  /// - Throws: `BusError` `address` when a port is taken.
  package func run(catchesSignals: Bool = true) async throws {
    let startedAt = time.now
    let forwarder = try Forwarder(addresses)
    let bus: Bus
    do {
      bus = try Bus(addresses, caller: instance, listening: .messageBus, listenAddress: listenAddress, time: time, logger: logger)
    } catch {
      await forwarder.close()
      throw error
    }
    logger.info(
      "forwarding",
      metadata: [
        "publishers": "\(addresses.publishers)", "subscribers": "\(addresses.subscribers)", "version": "\(ProgramVersion.current)",
      ])
    let services: [any Service] = [
      Pings(bus: bus, startedAt: startedAt, logger: logger),
      Pulse(bus: bus, instance: instance, startedAt: startedAt),
    ]
    let group = ServiceGroup(
      configuration: .init(
        services: services.map { .init(service: $0) }, gracefulShutdownSignals: catchesSignals ? [.sigterm, .sigint] : [], logger: logger))
    do {
      try await group.run()
    } catch {
      await bus.close()
      await forwarder.close()
      throw error
    }
    await bus.close()
    await forwarder.close()
    logger.info("stopped")
  }
}
