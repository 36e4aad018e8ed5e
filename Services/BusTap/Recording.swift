import FoundationEssentials
import Glibc
import Instance
import Messages
import Model

/// One heard event in a recording: a line of JSON.
struct RecordedEvent: Codable, Equatable, Sendable {
  let receivedAt: Timestamp
  /// The event in its wire format.
  let wire: String

  init(_ event: EncodedEvent, at moment: Timestamp) throws {
    receivedAt = moment
    wire = String(decoding: try event.wireFormat(), as: UTF8.self)
  }

  func event() throws -> EncodedEvent { try EncodedEvent(wireFormat: Data(wire.utf8)) }
}

/// Writes a recording. Each line is written at once and whole, so the file is good whenever the tap ends.
final class RecordingWriter {
  private let path: String
  private let descriptor: Int32

  /// - Throws: ``CommandFailure`` when the file exists: a recording is never overwritten.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "\(path) cannot be made: \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  func write(_ event: RecordedEvent) throws {
    let line = try Wire.encoder.encode(event) + [UInt8(ascii: "\n")]
    let written = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else { throw CommandFailure(.failed, "\(path) cannot be written: \(String(cString: strerror(errno)))") }
  }
}

/// Reads a recording line by line, so that its size does not matter.
final class RecordingReader {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>
  private var number = 0

  init(_ path: String) throws(CommandFailure) {
    guard let file = fopen(path, "re") else {
      throw CommandFailure(.failed, "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.file = file
  }

  deinit { fclose(file) }

  /// - Returns: nil at the end. - Throws: ``CommandFailure`` naming the line that is no recorded event.
  func next() throws(CommandFailure) -> RecordedEvent? {
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    let count = getline(&line, &capacity, file)
    guard count > 0, let line else { return nil }
    number += 1
    do {
      return try Wire.decoder.decode(RecordedEvent.self, from: Data(bytes: line, count: count))
    } catch {
      throw CommandFailure(.failed, "\(path), line \(number) is no recorded event: \(error)")
    }
  }
}
