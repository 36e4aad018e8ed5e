import Database
import Messages
import Model
import ServiceLifecycle

/// What makes a service: its tables, the events it hears, the requests it answers, the work it does.
package struct ServiceDefinition: Sendable {
  package let name: ServiceName
  package let migrations: [Migration]
  let replicas: ReplicaPolicy
  let assemble: @Sendable (ServiceRuntime) async throws -> Parts

  /// - Parameter assemble: builds the handlers and workers; called once, when the tables exist and before it is known who leads: it may
  ///   not write, unless the work is shared.
  package init(
    _ name: ServiceName, migrations: [Migration], replicas: ReplicaPolicy = .oneLeader,
    assemble: @escaping @Sendable (ServiceRuntime) async throws -> Parts
  ) {
    self.name = name
    self.migrations = migrations
    self.replicas = replicas
    self.assemble = assemble
  }

  package struct Parts: Sendable {
    let events: [AnyEventHandler]
    let requests: [AnyRequestHandler]
    let workers: [any Worker]
    let listeners: [any Service]
    let observer: @Sendable (EncodedEvent) -> Void
    let breakers: @Sendable () -> [String: String]

    /// - Parameters:
    ///   - services: handlers of facts that other services publish under their own name.
    ///   - listeners: other long-lived work, such as a listener on a port; started last, in each replica.
    ///   - observer: sees each event of the bus as it comes, numbered or not, without inbox and without promise; it must return at once.
    ///   - breakers: the state of each circuit breaker by its group of calls, for ``GetHealth``.
    package init(
      hears events: [any EventHandler], ofServices services: [AnyEventHandler] = [], answers requests: [any RequestHandler],
      workers: [any Worker], listeners: [any Service] = [], observer: @escaping @Sendable (EncodedEvent) -> Void = { _ in },
      breakers: @escaping @Sendable () -> [String: String] = { [:] }
    ) {
      self.events = events.map { Self.erase($0) } + services
      self.requests = requests.map { Self.erase($0) }
      self.workers = workers
      self.listeners = listeners
      self.observer = observer
      self.breakers = breakers
    }

    private static func erase(_ handler: some EventHandler) -> AnyEventHandler { AnyEventHandler(handler) }
    private static func erase(_ handler: some RequestHandler) -> AnyRequestHandler { AnyRequestHandler(handler) }
  }
}
