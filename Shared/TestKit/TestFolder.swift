import Foundation

/// Folders of this test process. All lie in one, which is removed when the process has gone, however it went.
package enum TestFolder {
  private static let root = Result {
    // Short: the path of a unix socket has at most 107 bytes.
    let path = "/tmp/autotrader-tests-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try afterThisProcess("rm -rf \(path)")
    return path
  }

  /// - Returns: the path of a new, empty folder.
  package static func make(_ name: String) throws -> String {
    let path = "\(try root.get())/\(name)-\(UUID().uuidString.prefix(8).lowercased())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}
