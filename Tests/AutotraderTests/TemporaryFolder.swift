import FoundationEssentials
import Glibc
import Testing

/// A folder that ends with the test. Others may pass through it, as PostgreSQL's account must.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/autotrader-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try #require(chmod(path, 0o711) == 0)
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
  }

  func text(of name: String) throws -> String {
    String(decoding: try #require(FileManager.default.contents(atPath: "\(path)/\(name)")), as: UTF8.self)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record("\(path) is left over: \(error)")
    }
  }
}
