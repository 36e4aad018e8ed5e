import FoundationEssentials
import Instance
import Model

/// What the paper exchange plays: `synthetic[:SEED]`, `replay:DIR[@START]` or `live[:…]`.
struct Market: Sendable, Equatable {
  /// As the paper exchange takes it, a replay's folder made absolute.
  let specification: String
  /// A name for the instance folder: short, and different for different markets.
  let slug: String
  /// The folder of a replay.
  let folder: String?

  /// - Throws: ``CommandFailure`` naming what would be right.
  init(_ text: String, currentDirectory: String) throws(CommandFailure) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let argument = parts.count > 1 ? parts[1] : nil
    switch (parts[0], argument) {
    case ("synthetic", _), ("live", _):
      specification = text
      folder = nil
      slug = Self.words(text)
    case ("replay", .some(let argument)) where !argument.isEmpty:
      let start = argument.lastIndex(of: "@")
      let directory = Self.absolute(String(argument[..<(start ?? argument.endIndex)]), from: currentDirectory)
      folder = directory
      specification = "replay:\(directory)" + (start.map { String(argument[$0...]) } ?? "")
      // The same folder name can stand in many places: the whole specification is hashed into the name.
      slug = "replay-\(Self.words(directory.split(separator: "/").last.map(String.init) ?? ""))-\(StableHash.hexadecimal(specification))"
    default:
      throw CommandFailure(.usage, "'\(text)' is not a market: use synthetic[:SEED], replay:DIR[@START] or live")
    }
  }

  /// Letters and digits; everything else becomes a dash.
  private static func words(_ text: String) -> String {
    text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }

  /// Without `.` and `..`, so that two spellings of one folder are one market.
  static func absolute(_ path: String, from currentDirectory: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)").split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
