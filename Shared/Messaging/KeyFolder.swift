import FoundationEssentials
import Glibc
import Model

/// The files of an installation's CURVE keys: `server.public`, `server.secret`, and the same two for each program that connects.
///
/// Secrets are their owner's alone, and so is the list of who may connect: the folder has mode 0700, each file 0600, and wider ones are refused.
package struct KeyFolder: Sendable, Equatable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// The name of the server's key pair.
  static let server = "server"
  /// Who has a key of its own: the services, and the tools.
  package static let clients = ServiceName.allCases.map(\.rawValue) + ["autotrader", "bus-tap"]

  /// Makes the folder and the keys that are missing in it. - Returns: the names of those that were made.
  package func complete() throws(BusError) -> [String] {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw BusError(.keys, "the folder \(path) cannot be made: \(Self.lastError)") }
    try Self.check(path, "chmod 700")
    var made: [String] = []
    for name in [Self.server] + Self.clients {
      // The secret is written first: a public key without one would be believed and could never be used.
      guard access("\(path)/\(name).public", F_OK) != 0 else { continue }
      let pair = try CurveKeyPair.random()
      try Self.write(pair.secretKey, to: "\(path)/\(name).secret")
      try Self.write(pair.publicKey, to: "\(path)/\(name).public")
      made.append(name)
    }
    return made
  }

  /// Replaces every key in one step. Running processes keep theirs until they are started again.
  package func rotate() throws(BusError) {
    let (fresh, old) = (KeyFolder("\(path).new"), "\(path).old")
    try Self.remove(fresh.path)
    try Self.remove(old)
    _ = try fresh.complete()
    guard rename(path, old) == 0 || errno == ENOENT, rename(fresh.path, path) == 0 else {
      throw BusError(.keys, "\(fresh.path) cannot be renamed to \(path): \(Self.lastError)")
    }
    try Self.remove(old)
  }

  /// What a program needs: its own pair, the server's, and the list of who may connect.
  /// - Throws: ``BusError`` `keys` for a missing file, one that others may read or write, or one that is no key.
  package func keys(for client: String) throws(BusError) -> BusKeys {
    try Self.check(path, "chmod 700")
    let files: [String]
    do {
      files = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw BusError(.keys, "the folder of keys \(path) cannot be read: \(error.systemReason)")
    }
    var allowed: Set<String> = []
    for file in files where file.hasSuffix(".public") && file != "\(Self.server).public" {
      allowed.insert(try Self.read("\(path)/\(file)"))
    }
    return BusKeys(server: try pair(Self.server), client: try pair(client), allowed: allowed)
  }

  private func pair(_ name: String) throws(BusError) -> CurveKeyPair {
    do {
      return try CurveKeyPair(publicKey: try Self.read("\(path)/\(name).public"), secretKey: try Self.read("\(path)/\(name).secret"))
    } catch {
      throw BusError(.keys, "the key of \(name): \(error)")
    }
  }

  private static func read(_ file: String) throws(BusError) -> String {
    try check(file, "chmod 600")
    guard let data = FileManager.default.contents(atPath: file) else { throw BusError(.keys, "\(file) cannot be read") }
    return String(decoding: data.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
  }

  private static func write(_ key: String, to file: String) throws(BusError) {
    unlink(file)
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BusError(.keys, "\(file) cannot be written: \(lastError)") }
    defer { close(descriptor) }
    let bytes = Array("\(key)\n".utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw BusError(.keys, "\(file) cannot be written: \(lastError)")
    }
  }

  /// Refuses what others than the owner may read or write, and what another account owns.
  private static func check(_ file: String, _ cure: String) throws(BusError) {
    var status = stat()
    guard stat(file, &status) == 0 else {
      throw BusError(.keys, "\(file) cannot be read: \(lastError). Make keys with autotrader keys")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else { throw BusError(.keys, "\(file) belongs to another account") }
    let mode = status.st_mode & 0o777
    guard mode & 0o077 == 0 else {
      throw BusError(.keys, "\(file) has mode \(String(mode, radix: 8)), open to others than its owner: \(cure) \(file)")
    }
  }

  private static func remove(_ folder: String) throws(BusError) {
    guard access(folder, F_OK) == 0 else { return }
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      throw BusError(.keys, "\(folder) cannot be removed: \(error.systemReason)")
    }
  }

  private static var lastError: String { String(cString: strerror(errno)) }
}
