import Glibc

/// Every request as a line of JSON, for audits after the fact. Not synced: it explains, it decides nothing. At ``largest`` bytes it is
/// renamed to `requests.1.jsonl` and begun anew, so that two of them bound the space.
final class RequestFile {
  private static let largest = 64 << 20
  private let folder: String
  private var descriptor: Int32
  private var size: Int

  /// - Throws: ``StartFailure`` if the file cannot be opened.
  init(folder: String) throws {
    self.folder = folder
    (descriptor, size) = (-1, 0)
    try open()
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  private var path: String { folder + "/requests.jsonl" }

  private func open() throws {
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StartFailure.environment("cannot open \(path): \(String(cString: strerror(errno)))") }
    size = Int(lseek(descriptor, 0, SEEK_END))
  }

  /// - Throws: ``StartFailure`` if the disk refuses it.
  func append(_ entry: RequestRecord.Entry) throws {
    if size >= Self.largest {
      Glibc.close(descriptor)
      guard rename(path, folder + "/requests.1.jsonl") == 0 else {
        throw StartFailure.environment("cannot rename \(path): \(String(cString: strerror(errno)))")
      }
      try open()
    }
    let bytes = entry.json.bytes + [UInt8(ascii: "\n")]
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw StartFailure.environment("cannot write \(path): \(String(cString: strerror(errno)))") }
    size += written
  }
}
