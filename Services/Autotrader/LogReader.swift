import Foundation
import Instance
import Model

/// Reads a log file from where it stopped the last time; whole lines only.
struct LogReader {
  let name: String
  private let path: String
  private var offset: UInt64 = 0
  private var rest = Data()
  private var readsOlder: Bool

  /// - Parameter readsOlder: begins with the log before this one, if there is one.
  init(name: String, path: String, readsOlder: Bool = false) {
    self.name = name
    self.path = path
    self.readsOlder = readsOlder
  }

  /// - Throws: ``CommandFailure`` when the file cannot be read. A file that has become shorter was rotated: its end is read in
  /// the older one, then the file anew.
  mutating func next() throws -> [String] {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw CommandFailure(.failed, "\(path) cannot be read") }
    defer { handle.closeFile() }
    do {
      if try handle.seekToEnd() < offset || readsOlder {
        rest = try restOfOlder()
        (offset, readsOlder) = (0, false)
      }
      try handle.seek(toOffset: offset)
      let new = try handle.readToEnd() ?? Data()
      offset += UInt64(new.count)
      rest.append(new)
    } catch {
      throw CommandFailure(.failed, "\(path) cannot be read: \(error.systemReason)")
    }
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let whole = rest[...end]
    rest = Data(rest[rest.index(after: end)...])
    return String(decoding: whole, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  /// What was not read yet of the log that was set aside; empty when this one was emptied in another way.
  private func restOfOlder() throws -> Data {
    guard let older = FileHandle(forReadingAtPath: LogRotation.older(path)) else { return Data() }
    defer { older.closeFile() }
    guard try older.seekToEnd() >= offset else { return Data() }
    try older.seek(toOffset: offset)
    return rest + (try older.readToEnd() ?? Data())
  }
}
