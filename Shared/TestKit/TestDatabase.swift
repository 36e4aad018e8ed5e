import Database
import Foundation
import Model

/// One fresh database of the ``TestCluster``.
package struct TestDatabase: Sendable {
  package let folder: String
  package let name: String

  /// libpq's key-value address, without user.
  package var address: String { "host=\(folder) dbname=\(name)" }

  /// A connection under a service's own role, its search path on its schema.
  package func connect(
    _ service: ServiceName, time: TimeSource = .system, fence: (any WriteFence)? = nil,
    onPublished: @escaping @Sendable () -> Void = {}
  ) throws -> Database {
    guard let slice = Slice(service) else { throw TestFailure("\(service) owns no slice") }
    return Database(
      DatabaseConfiguration(
        address: address, user: slice.role, schema: slice.schema, applicationName: "test.\(service.rawValue)", limits: .patient),
      time: time, fence: fence,
      onPublished: onPublished)
  }

  /// As ``connect``, after the bus tables and the service's own migrations have been applied.
  package func migrated(
    _ service: ServiceName, _ migrations: [Migration] = [], time: TimeSource = .system
  ) async throws -> Database {
    let database = try connect(service, time: time)
    try await BusTables.migrator.migrate(database)
    try await Migrator(component: "service", migrations).migrate(database)
    return database
  }

  package func administrator() -> Database {
    Database(DatabaseConfiguration(address: "\(address) user=postgres", applicationName: "test.administrator", limits: .patient))
  }

  /// The environment of a service process on this database.
  package var environment: [String: String] {
    ["AUTOTRADER_DATABASE_URL": address, "AUTOTRADER_DATABASE_PASSWORD": "test"]
  }
}

extension DatabaseLimits {
  /// A machine that stands still for some seconds fails no test: what a test says about time, it says itself.
  package static let patient = DatabaseLimits(statement: .seconds(120), idleTransaction: .seconds(120), connect: .seconds(60))
}

/// A test's surroundings are not as they must be.
package struct TestFailure: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
