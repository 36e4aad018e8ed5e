import FoundationEssentials
import Glibc
import Instance
import Model

/// A server whose supervisor was killed. It must be gone before its data is used or removed.
enum StalePostgreSQL {
  /// - Returns: the process id of the server that uses `data`; nil when none does.
  static func process(using data: String) -> pid_t? {
    guard let file = FileManager.default.contents(atPath: "\(data)/postmaster.pid") else { return nil }
    let first = String(decoding: file, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    guard let pid = pid_t(first), pid > 1, let arguments = ProcessTable.commandLine(of: pid), arguments.contains(data) else { return nil }
    return pid
  }

  /// Ends it: fast shutdown, then the immediate one.
  /// - Throws: ``CommandFailure`` when it does not end.
  static func stop(using data: String, time: TimeSource = .system) async throws {
    guard let pid = process(using: data) else { return }
    for (signal, limit) in [(SIGINT, Duration.seconds(15)), (SIGQUIT, .seconds(10))] {
      _ = kill(pid, signal)
      let deadline = time.now + limit
      while time.now < deadline {
        if process(using: data) == nil { return }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    throw CommandFailure(.failed, "PostgreSQL (process \(pid)) still uses \(data) and does not end")
  }
}
