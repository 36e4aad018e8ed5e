import FoundationEssentials
import Glibc
import Model

/// The append-only file of accepted commands, one JSON object a line, on disk before the reply leaves.
final class StateLog {
  /// What a file held when it was opened.
  struct Contents {
    let header: LogHeader
    let entries: [LogEntry]
    /// A last line that a crash cut off in the middle was dropped: its command was never acknowledged.
    let droppedTornLine: Bool
  }

  /// Another process holds the lock.
  struct FolderInUse: Error {}

  let path: String
  private let descriptor: Int32
  private var nextNumber: Int

  private init(path: String, descriptor: Int32, nextNumber: Int) {
    self.path = path
    self.descriptor = descriptor
    self.nextNumber = nextNumber
  }

  deinit { Glibc.close(descriptor) }

  /// Opens the log of a folder, or begins one with `header`; holds a lock on it until the process ends.
  /// - Throws: ``FolderInUse``; ``StartFailure`` if the log is damaged or was begun with other settings.
  static func open(folder: String, header: LogHeader) throws -> (log: StateLog, contents: Contents) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw StartFailure.environment("cannot create the state folder \(folder)")
    }
    let path = folder + "/state.jsonl"
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("open", path) }
    var isOwned = false
    defer { if !isOwned { Glibc.close(descriptor) } }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw FolderInUse()
    }
    let bytes = try read(descriptor, path)
    let complete = (bytes.lastIndex(of: newline) ?? -1) + 1
    if complete < bytes.count {
      guard ftruncate(descriptor, off_t(complete)) == 0, fsync(descriptor) == 0 else { throw failure("shorten", path) }
    }
    let lines = bytes[..<complete].split(separator: newline, omittingEmptySubsequences: false).dropLast().map { Data($0) }
    let torn = complete < bytes.count
    if lines.isEmpty {
      let log = StateLog(path: path, descriptor: descriptor, nextNumber: 1)
      isOwned = true
      try log.write(header)
      try syncFolder(folder)
      return (log, Contents(header: header, entries: [], droppedTornLine: torn))
    }
    let contents = try parse(lines, path: path, torn: torn)
    if let difference = contents.header.difference(from: header) {
      throw StartFailure.environment("the state log \(path) cannot be continued: \(difference); use another --state folder to start afresh")
    }
    isOwned = true
    return (StateLog(path: path, descriptor: descriptor, nextNumber: contents.entries.count + 1), contents)
  }

  /// When the market of a log that exists already began; nil without one, or with one that ``open(folder:header:)`` will refuse.
  static func anchor(folder: String) -> Timestamp? {
    guard let data = FileManager.default.contents(atPath: folder + "/state.jsonl"), let end = data.firstIndex(of: newline) else {
      return nil
    }
    do {
      return Timestamp(milliseconds: try JSONDecoder().decode(LogHeader.self, from: data[..<end]).anchor)
    } catch {
      return nil
    }
  }

  func append(_ command: Command, account: Int, at time: Int64, isDurable: Bool) throws {
    try write(LogEntry(number: nextNumber, time: time, account: account, command: command), isDurable: isDurable)
    nextNumber += 1
  }

  private func write(_ line: some Encodable, isDurable: Bool = true) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = [UInt8](try encoder.encode(line))
    bytes.append(Self.newline)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure("write", path)
      }
      written += count
    }
    guard !isDurable || fsync(descriptor) == 0 else { throw Self.failure("sync", path) }
  }

  private static func parse(_ lines: [Data], path: String, torn: Bool) throws -> Contents {
    func decode<Value: Decodable>(_ type: Value.Type, _ line: Int) throws -> Value {
      do {
        return try JSONDecoder().decode(type, from: lines[line])
      } catch {
        throw StartFailure.environment("the state log \(path) is damaged at line \(line + 1); use another --state folder to start afresh")
      }
    }
    let header = try decode(LogHeader.self, 0)
    let entries = try lines.indices.dropFirst().map { try decode(LogEntry.self, $0) }
    for (index, entry) in entries.enumerated() where entry.number != index + 1 || entry.time < (index > 0 ? entries[index - 1].time : 0) {
      throw StartFailure.environment(
        "the state log \(path) is damaged at line \(index + 2): its number or time does not follow the line before")
    }
    return Contents(header: header, entries: entries, droppedTornLine: torn)
  }

  private static func read(_ descriptor: Int32, _ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("read", path)
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Makes the new file's name durable too.
  private static func syncFolder(_ folder: String) throws {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", folder) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", folder) }
  }

  private static let newline = UInt8(ascii: "\n")

  private static func failure(_ verb: String, _ path: String) -> StartFailure {
    .environment("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}
