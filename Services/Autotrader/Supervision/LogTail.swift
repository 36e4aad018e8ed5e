import Foundation
import Model

/// The end of a log file, for messages about what went wrong.
enum LogTail {
  /// - Parameter start: bytes before it were written by earlier processes and do not count, unless the log was emptied since.
  /// - Returns: at most `count` lines, oldest first; empty when there is no file.
  static func lines(of path: String, count: Int, from start: UInt64 = 0) -> [String] {
    guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
    do {
      defer { handle.closeFile() }
      let size = try handle.seekToEnd()
      try handle.seek(toOffset: max(start <= size ? start : 0, size > 16_384 ? size - 16_384 : 0))
      let text = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
      return text.split(whereSeparator: \.isNewline).suffix(count).map(String.init)
    } catch {
      return ["(\(path) cannot be read: \(error.systemReason))"]
    }
  }

  static func lastLine(of path: String, from start: UInt64 = 0) -> String {
    lines(of: path, count: 1, from: start).last ?? "it wrote nothing to \(path)"
  }
}
