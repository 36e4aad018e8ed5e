import Database
import FoundationEssentials
import Glibc
import Instance
import Model

/// A PostgreSQL server of this instance alone: no port, a socket in a private folder, passwords, and every commit on disk.
struct PrivatePostgreSQL: Sendable {
  static let name = "postgresql"
  static let databaseName = "autotrader"
  static let administrator = "postgres"
  /// PostgreSQL refuses to run as root; Debian's package makes this account.
  static let account = "postgres"

  let binaries: PostgreSQLBinaries
  /// Holds `data`.
  let home: String
  /// Short: the system allows about 100 bytes for a socket's path.
  let socketDirectory: String
  /// The account of the server; nil: our own.
  let account: String?
  let log: String
  let environment: [String: String]
  let password: String

  var data: String { "\(home)/data" }
  /// libpq's address, without user and password.
  var address: String { "host=\(socketDirectory) dbname=\(Self.databaseName)" }

  /// The server, to be supervised. SIGINT is PostgreSQL's fast shutdown.
  var server: ChildCommand {
    var settings = ["listen_addresses=", "unix_socket_directories=\(socketDirectory)", "fsync=on", "synchronous_commit=on"]
    settings += ["max_connections=150", "timezone=UTC", "log_timezone=UTC"]
    return ChildCommand(
      name: Self.name, program: "\(binaries.directory)/postgres", arguments: ["-D", data] + settings.flatMap { ["-c", $0] },
      environment: environment, log: log, account: account, deathSignal: .interrupt)
  }

  /// Makes the data folder if there is none. What an interrupted start left behind is made again.
  /// - Returns: whether it was made now.
  func initialize() async throws -> Bool {
    if FileManager.default.fileExists(atPath: "\(data)/PG_VERSION") { return false }
    let fresh = "\(home)/data.new"
    if FileManager.default.fileExists(atPath: fresh) { try FileManager.default.removeItem(atPath: fresh) }
    let passwordFile = "\(home)/password"
    try Secrets.write(password, to: passwordFile)
    defer { unlink(passwordFile) }
    if let account { try Self.give(passwordFile, to: account) }
    let initdb = ChildCommand(
      name: "initdb", program: "\(binaries.directory)/initdb",
      arguments: [
        "-D", fresh, "-U", Self.administrator, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale=C.UTF-8",
        "--no-instructions",
      ], environment: environment, log: log, account: account)
    try await initdb.runToEnd(within: .seconds(120))
    guard rename(fresh, data) == 0 else { throw CommandFailure(.failed, "\(fresh) cannot be renamed: \(String(cString: strerror(errno)))") }
    return true
  }

  /// Waits until the server answers, then makes the database and the services' slices, with new passwords.
  func provision(_ passwords: [(slice: Slice, password: String)], within limit: Duration, time: TimeSource = .system) async throws {
    let maintenance = Database(configuration("host=\(socketDirectory) dbname=postgres"))
    let exists = try await retrying(until: time.now + limit, time) {
      try await maintenance.transaction { try $0.exists("SELECT 1 FROM pg_database WHERE datname = $1", Self.databaseName) }
    }
    await maintenance.close()
    if !exists {
      let createdb = ChildCommand(
        name: "createdb", program: "\(binaries.directory)/createdb",
        arguments: ["-h", socketDirectory, "-U", Self.administrator, Self.databaseName],
        environment: environment.merging(["PGPASSWORD": password]) { _, new in new }, log: log)
      try await createdb.runToEnd(within: .seconds(60))
    }
    let database = Database(configuration(address))
    let provisioner = Provisioner(database)
    for (slice, password) in passwords { try await provisioner.provision(slice, password: password, auditPassword: nil) }
    await database.close()
  }

  private func configuration(_ address: String) -> DatabaseConfiguration {
    DatabaseConfiguration(address: address, user: Self.administrator, password: password, applicationName: "autotrader.up")
  }

  private func retrying<Result: Sendable>(
    until deadline: Timestamp, _ time: TimeSource, _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    while true {
      do {
        return try await body()
      } catch let error as DatabaseError where error.code == .unreachable {
        guard time.now < deadline, !error.message.contains("authentication failed") else {
          throw CommandFailure(.failed, "PostgreSQL does not answer: \(error.message)")
        }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  /// - Throws: ``CommandFailure`` when there is no such account.
  static func give(_ path: String, to account: String) throws(CommandFailure) {
    guard let entry = getpwnam(account) else {
      throw CommandFailure(.failed, "there is no account \(account), which PostgreSQL needs when this runs as root: install postgresql-15")
    }
    guard lchown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0 else {
      throw CommandFailure(.failed, "\(path) cannot be given to \(account): \(String(cString: strerror(errno)))")
    }
  }
}
