import FoundationEssentials
import Glibc
import Instance
import Model

/// Keeps `instance.json` and `current` up to date while the instance runs.
actor InstanceRecord {
  private let root: String
  private let folder: InstanceFolder
  private let time: TimeSource
  private var instance: RunningInstance?

  init(root: String, folder: InstanceFolder, time: TimeSource) {
    self.time = time
    self.root = root
    self.folder = folder
  }

  private var currentPath: String { "\(root)/\(RunningInstance.currentName)" }

  func begin(_ instance: RunningInstance) throws {
    try instance.write()
    self.instance = instance
    try Data("\(folder.name)\n".utf8).write(to: URL(filePath: currentPath), options: .atomic)
  }

  func started(_ name: String, pid: Int32) throws {
    guard var instance else { return }
    let earlier = instance.members.first { $0.name == name }
    instance.members.removeAll { $0.name == name }
    instance.members.append(.init(name: name, pid: pid, since: time.now, restarts: earlier.map { ($0.restarts ?? 0) + 1 } ?? 0))
    try instance.write()
    self.instance = instance
  }

  /// The file stays for whoever looks at the folder later; `current` goes, if it still means this instance.
  func end() throws {
    guard var instance else { return }
    instance.members = []
    try instance.write()
    try PrivatePostgreSQL.removeSocketDirectory(instance.socketDirectory)
    self.instance = nil
    if SystemLocation.currentName(in: root) == folder.name { unlink(currentPath) }
  }
}
