import FoundationEssentials
import Glibc
import Instance

/// Removes instances that are not running.
enum InstanceCleaning {
  /// What a killed supervisor may have left of this instance: a server that still runs, a socket folder.
  static func stopLeftovers(of folder: InstanceFolder) async throws {
    for home in homes(of: folder) { try await StalePostgreSQL.stop(using: "\(home)/data") }
    if FileManager.default.fileExists(atPath: "\(folder.path)/\(RunningInstance.fileName)") {
      try PrivatePostgreSQL.removeSocketDirectory(try RunningInstance(directory: folder.path).socketDirectory)
    }
  }

  /// The caller holds the instance's lock.
  static func remove(_ folder: InstanceFolder) async throws {
    try await stopLeftovers(of: folder)
    let external = PrivatePostgreSQL.external(folder)
    if FileManager.default.fileExists(atPath: external) { try FileManager.default.removeItem(atPath: external) }
    try folder.remove()
  }

  /// Removes the instances of earlier `--once` runs that have ended.
  static func removeEarlierOnce(in root: String) async throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    where name.hasPrefix(InstanceFolder.oncePrefix) && !name.hasSuffix(".lock") {
      let folder = InstanceFolder(path: "\(root)/\(name)")
      let lock: InstanceLock
      do {
        lock = try InstanceLock(folder)
      } catch {
        continue  // It is running.
      }
      try await remove(folder)
      unlink("\(folder.path).lock")
      withExtendedLifetime(lock) {}
    }
  }

  /// Removes a folder of instances, none of which runs.
  static func removeAll(in root: String) async throws {
    guard FileManager.default.fileExists(atPath: root) else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    where FileManager.default.fileExists(atPath: "\(root)/\(name)/\(RunningInstance.fileName)") {
      try await remove(InstanceFolder(path: "\(root)/\(name)"))
    }
    try FileManager.default.removeItem(atPath: root)
  }

  private static func homes(of folder: InstanceFolder) -> [String] {
    [folder.postgres, "\(PrivatePostgreSQL.external(folder))/postgres"]
  }
}
