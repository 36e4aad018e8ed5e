import Glibc
import Instance

/// Bounds the log of a running child, which holds the file open and cannot be asked to let go: copied to `<log>.1`, then emptied. The child
/// appends, so it goes on at the beginning. A line that it writes between the last look and the emptying is lost: microseconds, once in ten
/// megabytes, of a log. What counts is in the database.
struct LogRotation: Sendable {
  /// A log and the one before it: 20 MB a process.
  static let standard = LogRotation(maximumBytes: 10_000_000, interval: .seconds(5))

  let maximumBytes: Int64
  /// Between two looks. Ten megabytes are minutes of the busiest process.
  let interval: Duration

  static func older(_ path: String) -> String { "\(path).1" }

  /// - Returns: whether it was too long.
  /// - Throws: ``CommandFailure`` when the copy cannot be written; the log is left as it is then.
  @discardableResult
  func rotate(_ path: String) throws(CommandFailure) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, Int64(status.st_size) > maximumBytes else { return false }
    let input = open(path, O_RDWR | O_CLOEXEC)
    guard input >= 0 else { throw failure("cannot be opened", path) }
    defer { close(input) }
    // Under another name first: the older log is there whole, or is still the one before.
    let unfinished = "\(path).unfinished"
    let output = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw failure("cannot be written", unfinished) }
    defer { close(output) }
    try copy(input, to: output, unfinished)
    guard rename(unfinished, Self.older(path)) == 0 else { throw failure("cannot be renamed", unfinished) }
    // Whatever was written meanwhile.
    try copy(input, to: output, Self.older(path))
    guard ftruncate(input, 0) == 0 else { throw failure("cannot be emptied", path) }
    return true
  }

  private func copy(_ input: Int32, to output: Int32, _ path: String) throws(CommandFailure) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count == 0 { return }
      guard count > 0 else { throw failure("cannot be read", path) }
      var written = 0
      while written < count {
        let step = buffer[written..<count].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
        guard step > 0 else { throw failure("cannot be written", path) }
        written += step
      }
    }
  }

  private func failure(_ what: String, _ path: String) -> CommandFailure {
    CommandFailure(.failed, "\(path) \(what): \(String(cString: strerror(errno)))")
  }
}
