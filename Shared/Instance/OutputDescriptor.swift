import Glibc
import Synchronization

/// A descriptor that lines are written to. It remembers the first failure, which would otherwise cut an output short without a word.
final class OutputDescriptor: Sendable {
  let isTerminal: Bool
  private let descriptor: Int32
  /// An `errno`.
  private let firstFailure = Mutex<Int32?>(nil)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// Why something was not written: `No space left on device`.
  var failure: String? { firstFailure.withLock { $0 }.map { String(cString: strerror($0)) } }

  func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
        continue
      }
      let code = errno
      switch code {
      case EINTR: continue
      case EAGAIN:
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, 1000)
      // A reader that has left, or a terminal that is gone, is not an error of the writer.
      case EPIPE: return
      case EIO where isTerminal: return
      default:
        firstFailure.withLock { $0 = $0 ?? code }
        return
      }
    }
  }
}
