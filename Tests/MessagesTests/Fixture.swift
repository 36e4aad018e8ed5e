import Foundation
import Testing

/// One golden file. Its bytes are the contract: they were written down by hand from the messages' declarations.
struct Fixture: Sendable, CustomTestStringConvertible {
  let name: String
  let data: Data

  var testDescription: String { name }

  /// The message that it is a form of: `GetCycle.Reply.unknown` → `GetCycle.Reply`, `GetCycle.latest` → `GetCycle`.
  var typeName: String {
    let parts = name.split(separator: ".")
    return parts.dropFirst().first == "Reply" ? parts.prefix(2).joined(separator: ".") : String(parts[0])
  }

  static func all() throws -> [Fixture] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .map { Fixture(name: $0.deletingPathExtension().lastPathComponent, data: try Data(contentsOf: $0)) }
      .sorted { $0.name < $1.name }
  }

  static func named(_ name: String) throws -> Fixture {
    guard let fixture = try all().first(where: { $0.name == name }) else { throw MissingFixture(name: name) }
    return fixture
  }

  struct MissingFixture: Error { let name: String }
}
