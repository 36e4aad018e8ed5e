/// A query string, encoded once: the signature covers it as sent.
struct RequestQuery: Sendable {
  private(set) var text = ""

  static var linear: RequestQuery {
    var query = RequestQuery()
    query.add("category", "linear")
    return query
  }

  /// nil adds nothing.
  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    addVerbatim(name, Self.encoded(value))
  }

  /// For cursors, which arrive already percent-encoded.
  mutating func addVerbatim(_ name: String, _ value: String) { text += (text.isEmpty ? "" : "&") + name + "=" + value }

  /// Whether a cursor can stand in a query without ending its parameter.
  static func isSafeVerbatim(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "#") }
  }

  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): [byte]
      default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
