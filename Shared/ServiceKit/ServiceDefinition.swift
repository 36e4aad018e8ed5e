import Database
import Messages
import Model

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
    let breakers: @Sendable () -> [String: String]

    /// - Parameters:
    ///   - services: handlers of facts that other services publish under their own name.
    ///   - breakers: the state of each circuit breaker by its group of calls, for ``GetHealth``.
    package init(
      hears events: [any EventHandler], ofServices services: [AnyEventHandler] = [], answers requests: [any RequestHandler],
      workers: [any Worker],
      breakers: @escaping @Sendable () -> [String: String] = { [:] }
    ) {
      self.events = events.map { Self.erase($0) } + services
      self.requests = requests.map { Self.erase($0) }
      self.workers = workers
      self.breakers = breakers
    }

    private static func erase(_ handler: some EventHandler) -> AnyEventHandler { AnyEventHandler(handler) }
    private static func erase(_ handler: some RequestHandler) -> AnyRequestHandler { AnyRequestHandler(handler) }
  }
}
