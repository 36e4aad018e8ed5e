import FoundationEssentials

/// The kernel's list of processes, as `/proc` shows it.
package enum ProcessTable {
  /// The arguments of a process, program first; nil when there is none (or only its zombie).
  package static func commandLine(of pid: Int32) -> [String]? {
    guard pid > 0, let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"), !data.isEmpty else { return nil }
    return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
