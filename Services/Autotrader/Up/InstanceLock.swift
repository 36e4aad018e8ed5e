import Glibc
import Instance

/// The lock that one `up` holds on its instance. The kernel frees it with the process, however that ends.
///
/// It lies beside the folder, not in it, so that `--reset` can remove the folder while it is held.
final class InstanceLock: Sendable {
  private let descriptor: Int32

  /// - Throws: ``CommandFailure`` when another `up` holds it.
  init(_ folder: InstanceFolder) throws(CommandFailure) {
    let path = "\(folder.path).lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "\(path) cannot be opened: \(String(cString: strerror(errno)))") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw CommandFailure(.failed, "the instance \(folder.name) is already running: stop it with autotrader down")
    }
  }

  deinit { close(descriptor) }
}
