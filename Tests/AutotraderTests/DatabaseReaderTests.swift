import Database
import Model
import ServiceKit
import TestKit
import Testing

@testable import Autotrader

@Suite struct DatabaseReaderTests {
  @Test func `a real server's roles, rights and schemas are read`() async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let migrated = try await test.migrated(.riskManager, [Migration(1, "one", "CREATE TABLE one (id INT)")])
    await migrated.close()
    let administrator = test.administrator()
    let facts = try await administrator.transaction { try DatabaseReader.facts($0, .paper, requiredPaperTrades: 20) }
    #expect(facts.serverVersion >= 150_000)
    // The tests' own server runs without durability, and the doctor sees it.
    #expect(!facts.isDurable)
    #expect(facts.slices.count == ServiceName.owners.count && facts.slices.allSatisfy { $0.hasRole && !$0.isSuperuser })
    #expect(facts.slices.allSatisfy { $0.foreignSchemas.isEmpty })
    let risk = try #require(facts.slices.first { $0.schema == "risk" })
    #expect(risk.migration == 1 && risk.busMigration == BusTables.migrator.count)
    #expect(facts.slices.first { $0.schema == "charts" }?.migration == nil && facts.clearance == nil)
    await administrator.close()
  }

  @Test func `a right on another schema is found`() async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let administrator = test.administrator()
    try await administrator.transaction { _ = try $0.execute("GRANT USAGE ON SCHEMA risk TO autotrader_charts") }
    let facts = try await administrator.transaction { try DatabaseReader.facts($0, .paper, requiredPaperTrades: 20) }
    #expect(facts.slices.filter { !$0.foreignSchemas.isEmpty }.map { "\($0.schema) → \($0.foreignSchemas)" } == [#"charts → ["risk"]"#])
    await administrator.close()
  }

  @Test func `without an administrator's address it says so`() async throws {
    await #expect(throws: CannotTell.self) {
      try await DatabaseReader(settings: Settings.load(environment: [:]), mode: .paper).read()
    }
  }
}
