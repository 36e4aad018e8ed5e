import Glibc
import Instance

extension ChildCommand {
  /// Runs a program that ends by itself.
  /// - Throws: ``CommandFailure`` with the log's last line when it fails or takes too long; `CancellationError`.
  func runToEnd(within limit: Duration) async throws {
    let child = try await ChildProcess.start(self)
    let exit = await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          do { try await Task.sleep(for: limit) } catch { return }
          child.signal(SIGKILL)
        }
        let exit = await child.waitForExit()
        group.cancelAll()
        return exit
      }
    } onCancel: {
      child.signal(SIGTERM)
    }
    try Task.checkCancellation()
    guard exit == .code(0) else {
      throw CommandFailure(.failed, "\(name) ended with \(exit): \(LogTail.lastLine(of: log, from: child.logStart))")
    }
  }
}
