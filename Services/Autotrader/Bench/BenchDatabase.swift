import Database
import FoundationEssentials
import Glibc
import Instance
import Model

/// A private PostgreSQL with every commit on disk, for one measurement.
enum BenchDatabase {
  /// Of this process's measurement; removed at its end.
  static var folder: InstanceFolder { InstanceFolder(path: "/var/tmp/autotrader-bench-\(getpid())") }

  /// - Parameter body: gets the environment of a service on it.
  static func with<Result: Sendable>(
    _ services: [ServiceName], _ body: ([String: String]) async throws -> Result
  ) async throws -> Result {
    let folder = folder
    try folder.create()
    let account = geteuid() == 0 ? PrivatePostgreSQL.account : nil
    try PrivatePostgreSQL.makeHome(folder.postgres, account: account)
    let password = Secrets.random()
    let server = PrivatePostgreSQL(
      binaries: try PostgreSQLBinaries.newest(), home: folder.postgres,
      socketDirectory: try PrivatePostgreSQL.makeSocketDirectory(account: account), account: account,
      log: folder.log(of: PrivatePostgreSQL.name), environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"],
      password: Secrets.random())
    let outcome: Swift.Result<Result, any Error>
    do {
      _ = try await server.initialize()
      let process = try await ChildProcess.start(server.server)
      do {
        try await server.provision(services.compactMap { Slice($0).map { ($0, password) } }, within: .seconds(30))
        outcome = .success(
          try await body(["AUTOTRADER_DATABASE_URL": server.address, "AUTOTRADER_DATABASE_PASSWORD": password]))
      } catch {
        await process.stop(SIGINT, within: .seconds(10))
        throw error
      }
      await process.stop(SIGINT, within: .seconds(10))
    } catch {
      try remove(server, folder)
      throw error
    }
    try remove(server, folder)
    return try outcome.get()
  }

  private static func remove(_ server: PrivatePostgreSQL, _ folder: InstanceFolder) throws {
    try PrivatePostgreSQL.removeSocketDirectory(server.socketDirectory)
    try folder.remove()
  }
}
