import Database
import Model
import TestKit
import Testing

@Suite struct ConnectionTests {
  @Test func `a server that is not there is unreachable, in one sentence without the password`() async throws {
    let database = Database(
      DatabaseConfiguration(
        address: "host=/tmp/at-no-such-server dbname=autotrader", user: "autotrader_risk", password: "hunter2", schema: "risk",
        applicationName: "test"))
    let error = await #expect(throws: DatabaseError.self) { try await database.transaction { _ = try $0.execute("SELECT 1") } }
    #expect(error?.code == .unreachable)
    let message = try #require(error?.message)
    #expect(message.hasPrefix("the database cannot be reached: "))
    #expect(message.contains("/tmp/at-no-such-server"))
    #expect(!message.contains("\n") && !message.contains("hunter2"))
  }

  @Test func `a connection that died while idle is replaced without the caller noticing`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = try await TestSlice.notifier(cluster)
    let backend = try await TransactionTests.backend(database)
    try await terminate(backend, cluster)
    try await database.transaction { try TestSlice.insert("after", $0) }
    #expect(try await TestSlice.notes(database) == ["after"])
    #expect(try await TransactionTests.backend(database) != backend)
  }

  @Test func `a connection that dies in a transaction is unreachable, nothing is kept and the next one works`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = try await TestSlice.notifier(cluster)
    let error = await #expect(throws: DatabaseError.self) {
      try await database.transaction { transaction in
        try TestSlice.insert("lost", transaction)
        try transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        try TestSlice.insert("lost too", transaction)
      }
    }
    #expect(error?.code == .unreachable)
    try await database.transaction { try TestSlice.insert("kept", $0) }
    #expect(try await TestSlice.notes(database) == ["kept"])
  }

  @Test func `a statement that runs too long is ended, is of the moment, and the connection goes on`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = Database(
      DatabaseConfiguration(
        address: cluster.address, user: "autotrader_risk", schema: "risk", applicationName: "test",
        limits: DatabaseLimits(statement: .seconds(1), connect: .seconds(60))))
    let error = await #expect(throws: DatabaseError.self) { try await database.transaction { _ = try $0.execute("SELECT pg_sleep(300)") } }
    #expect(error?.code == .statementFailed && error?.sqlState == "57014" && error?.isTransient == true)
    #expect(try await database.transaction { try $0.exists("SELECT 1") })
  }

  @Test func `a deadlock is of the moment, a violated rule is not`() async throws {
    #expect(DatabaseError(.statementFailed, "", sqlState: "40P01").isTransient)
    #expect(DatabaseError(.statementFailed, "", sqlState: "53100").isTransient)
    #expect(!DatabaseError(.statementFailed, "", sqlState: "23505").isTransient)
    #expect(!DatabaseError(.unreachable, "").isTransient)
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    try await database.transaction { try TestSlice.insert("once", $0) }
    let error = await #expect(throws: DatabaseError.self) { try await database.transaction { try TestSlice.insert("once", $0) } }
    #expect(error?.isUniqueViolation == true && error?.isTransient == false)
  }

  @Test func `a closed database opens again at the next use`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    await database.close()
    try await database.transaction { try TestSlice.insert("again", $0) }
    #expect(try await TestSlice.notes(database) == ["again"])
  }

  @Test func `bound text is never read as SQL`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let text = "'; DROP TABLE facts; -- $1 \\ \" %"
    try await database.transaction { try TestSlice.insert(text, $0) }
    #expect(try await TestSlice.notes(database) == [text])
  }

  private func terminate(_ backend: Int, _ cluster: TestDatabase) async throws {
    let administrator = cluster.administrator()
    let isTerminated = try await administrator.transaction { transaction in
      try transaction.execute("SELECT pg_terminate_backend($1::int, 60000) AS done", backend).first?.read("done", as: Bool.self)
    }
    #expect(isTerminated == true)
    await administrator.close()
  }
}
