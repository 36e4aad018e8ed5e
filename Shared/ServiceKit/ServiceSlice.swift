import Database
import Logging
import Model

/// A service's slice at the start of its process: made if allowed, migrated, then opened three times.
struct ServiceSlice: Sendable {
  struct Connections: Sendable {
    /// Handlers of events, one after the other, and the relay, which reads what they have committed.
    let events: Database
    /// Requests, replays and workers.
    let work: Database
    /// The lease alone, without a fence: nothing may hold up a renewal.
    let lease: Database
  }

  private let slice: Slice
  private let service: ServiceName
  private let instance: String
  private let url: String
  private let password: String?
  private let administrator: DatabaseConfiguration?

  init(_ service: ServiceName, _ settings: Settings) throws {
    guard let slice = Slice(service) else { throw ConfigurationError(["\(service.rawValue) owns no slice of the database"]) }
    self.slice = slice
    self.service = service
    instance = try settings.instance(of: service)
    url = try settings.required(.databaseURL)
    password = settings.text(.databasePassword)
    administrator = settings.text(.databaseAdministratorURL).map {
      DatabaseConfiguration(
        address: $0, password: settings.text(.databaseAdministratorPassword), applicationName: "\(service.rawValue).provision")
    }
  }

  /// Waits for the database, makes the schema and role when an administrator's address is given, and migrates.
  /// - Throws: ``DatabaseError`` for everything but an unreachable server.
  func prepare(_ migrations: [Migration], _ logger: Logger) async throws {
    if let administrator {
      guard let password else {
        throw ConfigurationError(["\(ConfigurationKey.databasePassword.environmentName) is needed to make the role \(slice.role)"])
      }
      let database = Database(administrator)
      try await waitForServer(logger) { try await Provisioner(database).provision(slice, password: password, auditPassword: nil) }
      await database.close()
    }
    let database = Database(configuration("migrate"))
    try await waitForServer(logger) { try await BusTables.migrator.migrate(database) }
    try await Migrator(component: "service", migrations).migrate(database)
    await database.close()
  }

  /// - Parameter fence: nil when the replicas share the work.
  func connections(
    _ time: TimeSource, _ fence: (any WriteFence)?, _ observer: any CommitObserver, onPublished: @escaping @Sendable () -> Void
  ) -> Connections {
    Connections(
      events: Database(configuration("events"), time: time, fence: fence, observer: observer, onPublished: onPublished),
      work: Database(configuration("work"), time: time, fence: fence, observer: observer, onPublished: onPublished),
      lease: Database(configuration("lease", DatabaseLimits(statement: .seconds(2))), time: time))
  }

  private func configuration(_ purpose: String, _ limits: DatabaseLimits = DatabaseLimits()) -> DatabaseConfiguration {
    DatabaseConfiguration(
      address: url, user: slice.role, password: password, schema: slice.schema, applicationName: "\(instance).\(purpose)",
      limits: limits)
  }

  /// An unreachable server is waited for, with back-off from 0.1 s to 2 s, and said once.
  private func waitForServer(_ logger: Logger, _ body: () async throws -> Void) async throws {
    var failures = 0
    while true {
      do {
        return try await body()
      } catch let error as DatabaseError where error.code == .unreachable && !error.isRefusal {
        failures += 1
        if failures == 1 || failures.isMultiple(of: 20) {
          logger.warning("waiting for the database", metadata: ["error": "\(error)", "tries": "\(failures)"])
        }
        try await Task.sleep(for: .milliseconds(min(2000, 100 << min(failures, 5))))
      }
    }
  }
}

extension DatabaseError {
  /// The server is there and says no: waiting does not help.
  fileprivate var isRefusal: Bool {
    message.contains("authentication failed") || message.contains("does not exist") || message.contains("no pg_hba.conf entry")
  }
}
