import CZeroMQ
import Glibc

/// A file descriptor that wakes a thread in `zmq_poll`. Any thread may signal it.
final class WakeUp: Sendable {
  let descriptor: Int32

  init() throws(BusError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0 else { throw BusError(.closed, "eventfd: \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  func signal() {
    var one: UInt64 = 1
    // A full counter means that a wake-up is pending already.
    _ = write(descriptor, &one, 8)
  }

  func drain() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
