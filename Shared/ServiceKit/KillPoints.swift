import Database
import Glibc
import Model

/// The kill points of this process: for tests that prove what a crash leaves behind, and in paper mode only.
///
/// A file `<service>.<point>` in the configured folder arms a point once: the process that comes there removes the file, then kills itself as
/// `kill -9` would. A file `<service>.<point>.freeze` has it stop itself instead, until it is sent SIGCONT. Without the setting a point costs one comparison.
package struct KillPoints: Sendable {
  private let service: ServiceName
  private let folder: String?

  /// A process without kill points.
  package static func none(_ service: ServiceName) -> Self { Self(service: service, folder: nil) }

  private init(service: ServiceName, folder: String?) {
    self.service = service
    self.folder = folder
  }

  /// - Throws: ``ConfigurationError`` for a setting outside of paper mode, or a folder in which nothing can be disarmed.
  package init(_ service: ServiceName, _ settings: Settings) throws {
    let folder = settings.text(.killPoints)
    if let folder {
      let name = ConfigurationKey.killPoints.environmentName
      guard try settings.tradingMode() == .paper else { throw ConfigurationError(["\(name) is for tests, in paper mode only: remove it"]) }
      guard access(folder, W_OK) == 0 else { throw ConfigurationError(["\(name) names \(folder), which is no folder to write in"]) }
    }
    self.init(service: service, folder: folder)
  }

  /// The file that arms a point.
  package static func file(_ service: ServiceName, _ point: KillPoint, in folder: String) -> String {
    "\(folder)/\(service.rawValue).\(point.name)"
  }

  /// The file that has the process freeze at a point.
  package static func freezeFile(_ service: ServiceName, _ point: KillPoint, in folder: String) -> String {
    "\(file(service, point, in: folder)).freeze"
  }

  /// Ends the process here, or freezes it, if the point is armed.
  /// - Parameter delay: what other threads still get to do.
  package func reach(_ point: KillPoint, after delay: Duration = .zero) {
    guard let folder else { return }
    // To this thread, which goes no further then. A signal to the process may reach another thread first, and this one goes on for a while.
    if unlink(Self.freezeFile(service, point, in: folder)) == 0 { raise(SIGSTOP) }
    guard unlink(Self.file(service, point, in: folder)) == 0 else { return }
    usleep(UInt32(delay.wholeNanoseconds / 1000))
    let line = Array("killed at \(point.name), as armed\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    kill(getpid(), SIGKILL)
    // The signal may take a moment to end this thread: nothing may follow the point.
    while true { pause() }
  }
}

extension KillPoints: CommitObserver {
  package func willCommit(_ transaction: Transaction) {
    if transaction.handlesEvent { return reach(.handlerBeforeCommit) }
    if transaction.publishesEvents { reach(.eventsBeforeCommit) }
  }

  package func didCommit(_ transaction: Transaction) {
    if transaction.handlesEvent { return reach(.handlerAfterCommit) }
    if transaction.publishesEvents { reach(.eventsAfterCommit) }
  }
}
