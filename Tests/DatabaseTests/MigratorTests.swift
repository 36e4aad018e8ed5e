import Database
import Model
import TestKit
import Testing

@Suite struct MigratorTests {
  private static let second = TestSlice.migrations + [Migration(2, "a column", "ALTER TABLE facts ADD COLUMN more INT")]

  @Test func `ten processes that start at once migrate once`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<10 { group.addTask { _ = try await cluster.migrated(.riskManager, Self.second) } }
      try await group.waitForAll()
    }
    let database = try cluster.connect(.riskManager)
    let applied = try await database.transaction { transaction in
      try transaction.execute("SELECT component || ' ' || number AS step FROM schema_migrations ORDER BY 1")
        .map { try $0.read("step", as: String.self) }
    }
    #expect(applied.filter { $0.hasPrefix("service") } == ["service 1", "service 2"])
    #expect(Set(applied).count == applied.count)
  }

  @Test func `a later program adds what is missing and keeps what is there`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = try await cluster.migrated(.riskManager, TestSlice.migrations)
    try await database.transaction { try TestSlice.insert("kept", $0) }
    try await Migrator(component: "service", Self.second).migrate(database)
    #expect(try await TestSlice.notes(database) == ["kept"])
    #expect(try await database.transaction { try $0.exists("SELECT more FROM facts") })
  }

  @Test func `a schema that is newer than the program is refused, saying both numbers and what to do`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = try await cluster.migrated(.riskManager, Self.second)
    let error = await #expect(throws: DatabaseError.self) {
      try await Migrator(component: "service", TestSlice.migrations).migrate(database)
    }
    #expect(error?.code == .newerSchema)
    #expect(
      error?.message
        == "the schema is at service migration 2, this program knows 1: start the newer program or restore an older backup")
  }

  @Test func `a migration that fails leaves nothing of itself or its fellows behind`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = try await cluster.migrated(.riskManager)
    let broken = TestSlice.migrations + [Migration(2, "broken", "CREATE TABLE half (a INT); SELECT nonsense")]
    await #expect(throws: DatabaseError.self) { try await Migrator(component: "service", broken).migrate(database) }
    try await Migrator(component: "service", TestSlice.migrations).migrate(database)
    await #expect(throws: DatabaseError.self) { try await database.transaction { _ = try $0.execute("SELECT * FROM half") } }
    #expect(try await TestSlice.notes(database).isEmpty)
  }
}
