import FoundationEssentials
import Glibc
import Instance

extension PrivatePostgreSQL {
  static let externalPrefix = "/var/tmp/autotrader-"
  static let socketPrefix = "/tmp/autotrader-"

  /// Where the data lies: in the instance folder or, when the server's account cannot reach that, in a folder of its own.
  static func home(
    of folder: InstanceFolder, account: String?, environment: [String: String]
  ) async throws -> (path: String, isExternal: Bool) {
    if let account {
      let reaches = ChildCommand(
        name: "test", program: "/usr/bin/test", arguments: ["-x", folder.path], environment: environment, log: folder.log(of: name),
        account: account)
      do {
        try await reaches.runToEnd(within: .seconds(10))
      } catch is CommandFailure {
        let outside = external(folder)
        try makeOwn(outside)
        return ("\(outside)/postgres", true)
      }
    }
    return (folder.postgres, false)
  }

  static func external(_ folder: InstanceFolder) -> String { externalPrefix + StableHash.hexadecimal(folder.path) }

  /// A folder in a place where everybody may make folders: it must be ours.
  private static func makeOwn(_ path: String) throws(CommandFailure) {
    var status = stat()
    if mkdir(path, 0o711) != 0 {
      guard errno == EEXIST, lstat(path, &status) == 0, status.st_uid == getuid(), status.st_mode & S_IFMT == S_IFDIR else {
        throw CommandFailure(.failed, "\(path) cannot be used for PostgreSQL's data: it belongs to somebody else")
      }
    }
    _ = chmod(path, 0o711)
  }

  static func makeHome(_ home: String, account: String?) throws(CommandFailure) {
    guard mkdir(home, 0o700) == 0 || errno == EEXIST else {
      throw CommandFailure(.failed, "\(home) cannot be made: \(String(cString: strerror(errno)))")
    }
    if let account { try give(home, to: account) }
  }

  /// A new folder with an unguessable name. Others may pass through to connect, with a password.
  static func makeSocketDirectory(account: String?) throws(CommandFailure) -> String {
    var template = Array("\(socketPrefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw CommandFailure(.failed, "no folder for the socket can be made in /tmp: \(String(cString: strerror(errno)))")
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = chmod(path, 0o711)
    if let account { try give(path, to: account) }
    return path
  }

  static func removeSocketDirectory(_ path: String) throws {
    guard path.hasPrefix(socketPrefix), FileManager.default.fileExists(atPath: path) else { return }
    try FileManager.default.removeItem(atPath: path)
  }
}
