import Database
import FoundationEssentials
import Glibc
import Instance
import Model
import TestKit
import Testing

@testable import Autotrader

/// A real server in a temporary folder.
@Suite(.timeLimit(.minutes(10))) struct PrivatePostgreSQLTests {
  private func make(in folder: InstanceFolder) throws -> PrivatePostgreSQL {
    let account = geteuid() == 0 ? PrivatePostgreSQL.account : nil
    try folder.create()
    try PrivatePostgreSQL.makeHome(folder.postgres, account: account)
    return PrivatePostgreSQL(
      binaries: try PostgreSQLBinaries.newest(), home: folder.postgres,
      socketDirectory: try PrivatePostgreSQL.makeSocketDirectory(account: account), account: account, log: folder.log(of: "postgresql"),
      environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"], password: "the-administrator")
  }

  private func select(_ server: PrivatePostgreSQL, user: String, password: String) async throws -> Bool {
    let database = Database(
      DatabaseConfiguration(address: server.address, user: user, password: password, applicationName: "test", limits: .patient))
    return try await database.transaction {
      try $0.exists("SELECT 1 WHERE current_setting('fsync') = 'on' AND current_setting('synchronous_commit') = 'on'")
    }
  }

  @Test func aServicesRoleConnectsWithItsPasswordOnlyAndAStaleServerIsEnded() async throws {
    let root = try TemporaryFolder()
    let server = try make(in: InstanceFolder(path: "\(root.path)/i"))
    #expect(try await server.initialize())
    #expect(try await !server.initialize())
    let process = try await ChildProcess.start(server.server)
    let slice = try #require(Slice(.executor))
    try await server.provision([(slice: slice, password: "the-executor")], within: .seconds(300))
    // Again, as the next start does it.
    try await server.provision([(slice: slice, password: "the-executor-2")], within: .seconds(300))
    #expect(try await select(server, user: slice.role, password: "the-executor-2"))
    await #expect(throws: DatabaseError.self) { try await select(server, user: slice.role, password: "the-executor") }
    await #expect(throws: DatabaseError.self) { try await select(server, user: PrivatePostgreSQL.administrator, password: "") }

    #expect(StalePostgreSQL.process(using: server.data) == process.pid)
    try await StalePostgreSQL.stop(using: server.data)
    #expect(await process.waitForExit() == .code(0))
    #expect(StalePostgreSQL.process(using: server.data) == nil)
    try PrivatePostgreSQL.removeSocketDirectory(server.socketDirectory)
  }

  @Test func onlyOurOwnSocketFoldersAreRemoved() throws {
    let folder = try TemporaryFolder()
    let other = "\(folder.path)/other"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    try #require(symlink(other, "/var/tmp/link-\(getpid())") == 0)
    defer { unlink("/var/tmp/link-\(getpid())") }
    try PrivatePostgreSQL.removeSocketDirectory("/var/tmp/link-\(getpid())")
    #expect(FileManager.default.fileExists(atPath: "/var/tmp/link-\(getpid())"))
  }
}
