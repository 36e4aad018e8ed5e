import Foundation
import Instance

/// Reads a log file from where it stopped the last time; whole lines only.
struct LogReader {
  let name: String
  private let path: String
  private var offset: UInt64 = 0
  private var rest = Data()

  init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// - Throws: ``CommandFailure`` when the file cannot be read. A file that has become shorter is read anew.
  mutating func next() throws -> [String] {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw CommandFailure(.failed, "\(path) cannot be read") }
    defer { handle.closeFile() }
    do {
      if try handle.seekToEnd() < offset { (offset, rest) = (0, Data()) }
      try handle.seek(toOffset: offset)
      let new = try handle.readToEnd() ?? Data()
      offset += UInt64(new.count)
      rest.append(new)
    } catch {
      throw CommandFailure(.failed, "\(path) cannot be read: \(error)")
    }
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let whole = rest[...end]
    rest = Data(rest[rest.index(after: end)...])
    return String(decoding: whole, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }
}
