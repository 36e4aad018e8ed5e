import Glibc

/// Interrupts a `poll`. Signals that nobody has read yet count as one.
struct WakePipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(HTTPError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw HTTPError(.transferFailed, .notSent, "no pipe (error \(errno))") }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// A full pipe has its signal already.
  func signal() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  func drain() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(readEnd, &bytes, bytes.count) > 0 {}
  }

  func close() {
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }
}
