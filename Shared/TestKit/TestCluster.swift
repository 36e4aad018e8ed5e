import Database
import Foundation
import Model
import Synchronization

/// A private PostgreSQL for the tests of one process: started at the first use, without durability, ended with the process.
package actor TestCluster {
  package static let shared = TestCluster()

  private let folder: String
  private var started: Task<Void, any Error>?

  private init() { folder = Self.newFolder() }

  /// A cluster that no other test uses, for tests that restart it.
  package init(alone name: String) { folder = "\(Self.newFolder())-\(name)" }

  /// Of this process and no earlier one that had its number. Short: the path of a unix socket has at most 107 bytes.
  private static func newFolder() -> String {
    "/tmp/autotrader-test-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.prefix(8).lowercased())"
  }

  /// Ends every connection and starts the server again.
  package func restart() async throws {
    let prefix = getuid() == 0 ? "runuser -u postgres -- " : ""
    let control = "\(prefix)\(try Self.newestBinaries())/pg_ctl -D \(folder)/data -w -t 300"
    // The options of the first start are in the data folder's postmaster.opts, which a restart reads.
    try await Self.run("/bin/bash", ["-c", "cd \(folder) && (\(Self.closingInherited) \(control) -m fast -l \(folder)/log restart)"])
  }

  /// A fresh database with the schema and role of every service, without their tables.
  package func makeDatabase() async throws -> TestDatabase {
    try await start()
    let name = "t_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try await Self.psql(folder, "CREATE DATABASE \(name) TEMPLATE slices")
    return TestDatabase(folder: folder, name: name)
  }

  private func start() async throws {
    if let started { return try await started.value }
    let folder = folder
    // The one start is shared by all callers, whichever comes first.
    let task = Task { try await Self.boot(folder) }
    started = task
    try await task.value
  }

  private static func boot(_ folder: String) async throws {
    let binaries = try newestBinaries()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let isRoot = getuid() == 0
    if isRoot { try await run("/bin/sh", ["-c", "chmod 711 \(folder) && chown postgres: \(folder)"]) }
    let prefix = isRoot ? "runuser -u postgres -- " : ""
    try await run(
      "/bin/sh",
      [
        "-c",
        "cd \(folder) && \(prefix)\(binaries)/initdb -D \(folder)/data -U postgres -A trust -E UTF8 --no-sync --no-instructions --locale=C.UTF-8",
      ])
    let options =
      "-c listen_addresses='' -c unix_socket_directories='\(folder)' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
      + " -c shared_buffers=32MB -c max_connections=300 -c autovacuum=off -c max_wal_size=128MB -c min_wal_size=32MB"
    try await run(
      "/bin/bash",
      [
        "-c",
        "cd \(folder) && (\(closingInherited) \(prefix)\(binaries)/pg_ctl -D \(folder)/data -w -t 300 -l \(folder)/log -o \"\(options)\" start)",
      ])
    try afterThisProcess("\(prefix)\(binaries)/pg_ctl -D \(folder)/data -m immediate stop; rm -rf \(folder)")
    try await psql(folder, "CREATE DATABASE slices")
    let administrator = Database(
      DatabaseConfiguration(address: "host=\(folder) dbname=slices user=postgres", applicationName: "provision", limits: .patient))
    for service in ServiceName.owners {
      guard let slice = Slice(service) else { continue }
      try await Provisioner(administrator).provision(slice, password: "test", auditPassword: "test")
      // All tests of a process share the cluster's roles: the limit of one installation is too small for them.
      _ = try await administrator.transaction { try $0.execute("ALTER ROLE \(slice.role) CONNECTION LIMIT -1") }
    }
    await administrator.close()
  }

  /// Foundation sees a process end when the socket it gave to it is closed; the server must not inherit that socket, or the wait for
  /// `pg_ctl` lasts as long as the server.
  private static let closingInherited =
    "for path in /proc/self/fd/*; do number=${path##*/}; if [ $number -gt 2 ]; then eval \"exec $number>&-\"; fi; done;"

  static func psql(_ folder: String, _ sql: String) async throws {
    try await run("\(try newestBinaries())/psql", ["-h", folder, "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql])
  }

  private static func newestBinaries() throws -> String {
    let root = "/usr/lib/postgresql"
    // A folder may hold the client's programs alone.
    let versions = try FileManager.default.contentsOfDirectory(atPath: root).compactMap { Int($0) }.filter {
      FileManager.default.isExecutableFile(atPath: "\(root)/\($0)/bin/initdb")
    }
    guard let newest = versions.max() else { throw TestFailure("PostgreSQL is not installed: apt-get install postgresql-15") }
    return "\(root)/\(newest)/bin"
  }

  private static func run(_ program: String, _ arguments: [String]) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let errors = FileManager.default.temporaryDirectory.appendingPathComponent("autotrader-\(UUID().uuidString).log")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    let handle = try FileHandle(forWritingTo: errors)
    process.standardOutput = handle
    process.standardError = handle
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    // The process object outlives its program: one descriptor a database would be left open for the whole run.
    try handle.close()
    let output = String(decoding: FileManager.default.contents(atPath: errors.path) ?? Data(), as: UTF8.self)
    try FileManager.default.removeItem(at: errors)
    guard process.terminationStatus == 0 else { throw TestFailure("\(program) failed: \(output.suffix(500))") }
  }
}
