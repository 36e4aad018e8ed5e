import FoundationEssentials
import Glibc
import Instance

/// Passwords and keys as files that only the owner reads; programs get the files' names, so nothing shows in the process list.
struct Secrets: Sendable {
  let folder: InstanceFolder

  /// 128 random bits in hexadecimal.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// The stored secret, made at the first use.
  func value(_ name: String) throws(CommandFailure) -> String {
    if let data = FileManager.default.contents(atPath: folder.secret(name)), !data.isEmpty { return String(decoding: data, as: UTF8.self) }
    return try renew(name)
  }

  /// A new secret in place of the stored one.
  func renew(_ name: String) throws(CommandFailure) -> String {
    let value = Self.random()
    try Self.write(value, to: folder.secret(name))
    return value
  }

  static func write(_ value: String, to path: String) throws(CommandFailure) {
    // A file or link that somebody else has put there is never written through.
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "\(path) cannot be written: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let bytes = Array(value.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw CommandFailure(.failed, "\(path) cannot be written") }
  }
}
