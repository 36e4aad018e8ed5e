import FoundationEssentials
import Instance
import Model

/// An installed PostgreSQL server, as Debian lays it out.
struct PostgreSQLBinaries: Sendable, Equatable {
  let version: Int
  let directory: String

  static let root = "/usr/lib/postgresql"

  /// The newest with a server. - Throws: ``CommandFailure`` naming the package.
  static func newest(in root: String = root) throws(CommandFailure) -> PostgreSQLBinaries {
    let folders: [String]
    do {
      folders = FileManager.default.fileExists(atPath: root) ? try FileManager.default.contentsOfDirectory(atPath: root) : []
    } catch {
      throw CommandFailure(.failed, "\(root) cannot be read: \(error.systemReason)")
    }
    for version in folders.compactMap(Int.init).sorted(by: >) {
      let directory = "\(root)/\(version)/bin"
      let programs = ["initdb", "postgres", "createdb"]
      if programs.allSatisfy({ FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }) {
        return PostgreSQLBinaries(version: version, directory: directory)
      }
    }
    throw CommandFailure(.failed, "no PostgreSQL server in \(root): install the Debian package postgresql-15")
  }
}
