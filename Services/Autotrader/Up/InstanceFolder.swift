import FoundationEssentials
import Glibc
import Instance
import Model

/// One instance's files.
struct InstanceFolder: Sendable, Equatable {
  let path: String

  var logs: String { "\(path)/logs" }
  var secrets: String { "\(path)/secrets" }
  var paper: String { "\(path)/paper" }
  var postgres: String { "\(path)/postgres" }
  func log(of name: String) -> String { "\(logs)/\(name).log" }
  func secret(_ name: String) -> String { "\(secrets)/\(name)" }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Instances that `--once` made; each run removes those of earlier ones.
  static let oncePrefix = "once-"

  static func name(_ plan: UpPlan, now: Timestamp) -> String {
    let name = "\(plan.market.slug)-\(plan.timeframeNames)"
    return plan.isOnce ? "\(oncePrefix)\(name)-\(now.milliseconds)" : name
  }

  /// Others may pass through, so that PostgreSQL's account reaches its own folder; secrets are the owner's alone.
  func create() throws(CommandFailure) {
    for (directory, mode) in [(path, mode_t(0o711)), (logs, 0o755), (secrets, 0o700), (paper, 0o700)] {
      do {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      } catch {
        throw CommandFailure(.failed, "the folder \(directory) cannot be made: \(error.systemReason)")
      }
      _ = chmod(directory, mode)
    }
  }

  func remove() throws(CommandFailure) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw CommandFailure(.failed, "the folder \(path) cannot be removed: \(error.systemReason)")
    }
  }
}
