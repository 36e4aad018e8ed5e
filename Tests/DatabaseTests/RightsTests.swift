import Database
import Model
import TestKit
import Testing

/// DESIGN §5: no rights on the others' schemas.
@Suite struct RightsTests {
  private static let auditor = "autotrader_audit"

  private func denied(_ database: Database, _ sql: String) async {
    let error = await #expect(throws: DatabaseError.self, "\(sql)") { try await database.transaction { _ = try $0.execute(sql) } }
    #expect(error?.isPermissionDenied == true, "\(sql): \(error.map { "\($0)" } ?? "no error")")
  }

  @Test func `a role can neither read, write, drop nor create in any other service's schema or in public`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    for service in ServiceName.pipeline { _ = try await cluster.migrated(service, TestSlice.migrations) }
    for service in ServiceName.pipeline {
      let database = try cluster.connect(service)
      for other in ServiceName.pipeline where other != service {
        let schema = try #require(Slice(other)).schema
        for sql in [
          "SELECT * FROM \(schema).facts", "INSERT INTO \(schema).facts (note) VALUES ('x')",
          "UPDATE \(schema).outbox_counter SET last_number = 9",
          "DELETE FROM \(schema).outbox", "CREATE TABLE \(schema).mine (a INT)", "TRUNCATE \(schema).facts",
        ] { await denied(database, sql) }
      }
      await denied(database, "CREATE TABLE public.mine (a INT)")
      await denied(database, "CREATE SCHEMA mine")
      await denied(database, "CREATE ROLE mine")
      let other = try #require(Slice(service == .executor ? .notifier : .executor))
      await denied(database, "SET ROLE \(other.role)")
      #expect(try await TestSlice.notes(database).isEmpty)
      await database.close()
    }
  }

  @Test func `the auditor reads every table of every schema, also later ones, and writes nothing`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    for service in ServiceName.pipeline { _ = try await cluster.migrated(service, TestSlice.migrations) }
    let auditor = Database(
      DatabaseConfiguration(address: cluster.address, user: Self.auditor, applicationName: "test.audit", limits: .patient))
    for service in ServiceName.pipeline {
      let schema = try #require(Slice(service)).schema
      for table in ["facts", "outbox", "inbox", "dead_letters", "schema_migrations"] {
        #expect(try await auditor.transaction { try $0.exists("SELECT count(*) FROM \(schema).\(table)") })
      }
      for sql in [
        "INSERT INTO \(schema).facts (note) VALUES ('x')", "UPDATE \(schema).outbox_counter SET last_number = 9",
        "DELETE FROM \(schema).facts", "TRUNCATE \(schema).facts", "CREATE TABLE \(schema).mine (a INT)",
      ] { await denied(auditor, sql) }
    }
    await denied(auditor, "CREATE TABLE public.mine (a INT)")
  }

  @Test func `provisioning by all services at once, twice each, is safe and repeatable`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let prepare = cluster.administrator()
    try await prepare.transaction { transaction in
      for service in ServiceName.pipeline {
        guard let slice = Slice(service) else { continue }
        try transaction.execute("DROP SCHEMA \(slice.schema) CASCADE")
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in ServiceName.pipeline + ServiceName.pipeline {
        let slice = try #require(Slice(service))
        group.addTask { try await Provisioner(cluster.administrator()).provision(slice, password: "test", auditPassword: "test") }
      }
      try await group.waitForAll()
    }
    for service in ServiceName.pipeline {
      let database = try await cluster.migrated(service, TestSlice.migrations)
      #expect(try await TestSlice.notes(database).isEmpty)
    }
  }

  @Test func `a password never stands in an error`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let unprivileged = try cluster.connect(.notifier)
    let slice = try #require(Slice(.executor))
    let error = await #expect(throws: DatabaseError.self) {
      try await Provisioner(unprivileged).provision(slice, password: "hunter2", auditPassword: "hunter2")
    }
    #expect(error?.isPermissionDenied == true)
    #expect(error?.description.contains("hunter2") == false)
  }
}
