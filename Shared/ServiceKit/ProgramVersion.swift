import FoundationEssentials

/// The version of all executables; they are built and released together.
package enum ProgramVersion {
  /// As programs say it: `0.1.0`, or `0.1.0+1a2b3c4` where the build has left its commit.
  package static let current = text(commit: commit)
  package static let number = "0.1.0"
  /// What the program was built from; nil where the build left no word of it. Container images have it.
  package static let commit = commit { FileManager.default.contents(atPath: $0) }

  static func text(commit: String?) -> String { commit.map { "\(number)+\($0)" } ?? number }

  /// Beside the folder of the program: `…/bin/executor` reads `…/share/autotrader/commit`.
  private static func commit(read: (String) -> Data?) -> String? {
    let program: String
    do { program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch { return nil }
    return commit(of: program, read: read)
  }

  static func commit(of program: String, read: (String) -> Data?) -> String? {
    let prefix = program.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    guard let data = read("\(prefix)/share/autotrader/commit") else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty || text == "unknown" ? nil : text
  }
}
