import Database
import Model
import Synchronization

/// Logins, sessions and tokens: who a request comes from.
final class Gatekeeper: Sendable {
  static let cookie = "autotrader_session"

  private let database: Database
  private let time: TimeSource
  /// Of the configured password; nil: the hash in the table counts.
  private let configuredHash: String?
  private let lasting: Duration
  private let limiter = Mutex(LoginLimiter())
  private let pause: @Sendable (Duration) async throws -> Void

  /// - Parameter pause: waits before a login is checked while many are wrong.
  init(
    database: Database, time: TimeSource, configuredPassword: String?, lasting: Duration,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.database = database
    self.time = time
    configuredHash = configuredPassword.map(SecretText.hash)
    self.lasting = lasting
    self.pause = pause
  }

  /// At the first start without a configured password one is made. - Returns: it, for the one time that it can be shown.
  func makePassword() async throws -> String? {
    guard configuredHash == nil else { return nil }
    let password = String(SecretText.random().prefix(32))
    let isNew = try await database.transaction { try AccessStorage(transaction: $0).addPassword(hash: SecretText.hash(password)) }
    return isNew ? password : nil
  }

  /// A new session. - Returns: its secret, for the cookie alone. - Throws: ``APIProblem``.
  func login(password: String, remote: String) async throws -> String {
    let now = time.now
    switch limiter.withLock({ $0.turn(remote, at: now) }) {
    case .refuse(let wait):
      let seconds = Int(wait.wholeMilliseconds / 1000) + 1
      throw APIProblem(429, "tooManyLogins", "too many wrong passwords: try again in \(seconds) s", retryAfter: seconds)
    case .check(let delay):
      if delay > .zero { try await pause(delay) }
    }
    guard let passwordHash = try await passwordHash(remote, at: now), SecretText.isEqual(SecretText.hash(password), passwordHash) else {
      try await audit("nobody", remote, "login", "", "wrong password")
      throw APIProblem(401, "wrongPassword", "this is not the password")
    }
    limiter.withLock { $0.succeeded(remote) }
    let secret = SecretText.random()
    try await database.transaction { [lasting] in
      try AccessStorage(transaction: $0).addSession(
        key: Self.sessionKey(secret, passwordHash), csrf: SecretText.random(), remote: remote, lasting: lasting)
      try AuditStorage(transaction: $0).add(.init(actor: "dashboard", remote: remote, action: "login", target: "", outcome: "ok"))
    }
    return secret
  }

  /// Of the password that counts. A guess that cannot be compared with it is not counted as one.
  private func passwordHash(_ remote: String, at now: Timestamp) async throws -> String? {
    if let configuredHash { return configuredHash }
    do {
      return try await database.transaction { try AccessStorage(transaction: $0).passwordHash() }
    } catch {
      limiter.withLock { $0.retract(remote, at: now) }
      throw error
    }
  }

  /// What a session is found by. The password is part of it, so that a changed one ends every session; without the secret, which only the
  /// browser has, the table does not tell whether a guess of it is right.
  private static func sessionKey(_ secret: String, _ passwordHash: String) -> String { SecretText.hash(secret + passwordHash) }

  func logout(_ key: String) async throws { try await database.transaction { try AccessStorage(transaction: $0).removeSession(key) } }

  /// Who sent the cookie or token; nil for nobody known. A token wins, so that a program in a browser's reach acts as itself.
  func principal(_ request: WebRequest) async throws -> Principal? {
    if let header = request.headers["authorization"] {
      guard header.lowercased().hasPrefix("bearer ") else { return nil }
      let hash = SecretText.hash(String(header.dropFirst("bearer ".count)))
      return try await database.transaction { try AccessStorage(transaction: $0).token(hash: hash) }
    }
    guard let secret = request.cookie(Self.cookie) else { return nil }
    return try await database.transaction { [configuredHash] transaction in
      let storage = AccessStorage(transaction: transaction)
      guard let passwordHash = try configuredHash ?? storage.passwordHash() else { return nil }
      return try storage.session(Self.sessionKey(secret, passwordHash))
    }
  }

  /// Whether logins can be checked right now.
  func isReachable() async -> Bool {
    do {
      return try await database.transaction { try $0.exists("SELECT 1") }
    } catch {
      return false
    }
  }

  func audit(_ actor: String, _ remote: String, _ action: String, _ target: String, _ outcome: String) async throws {
    let entry = AuditStorage.Entry(actor: actor, remote: remote, action: action, target: target, outcome: outcome)
    try await database.transaction { try AuditStorage(transaction: $0).add(entry) }
  }

  /// Who asked for what, newest first.
  func auditRecords(limit: Int) async throws -> [AuditStorage.Record] {
    try await database.transaction { try AuditStorage(transaction: $0).latest(limit) }
  }

  /// A new token. - Returns: its secret, shown this once. - Throws: ``APIProblem`` when the name is taken.
  func makeToken(_ name: String, _ scope: Scope, lasting: Duration?) async throws -> String {
    let secret = "at_" + SecretText.random()
    let isNew = try await database.transaction {
      try AccessStorage(transaction: $0).addToken(name, hash: SecretText.hash(secret), scope, lasting: lasting)
    }
    guard isNew else { throw APIProblem(409, "nameTaken", "there is, or was, a token named \(name): choose another name") }
    return secret
  }

  func tokens() async throws -> [AccessStorage.Token] { try await database.transaction { try AccessStorage(transaction: $0).tokens() } }

  func revokeToken(_ name: String) async throws -> Bool {
    try await database.transaction { try AccessStorage(transaction: $0).revokeToken(name) }
  }
}
