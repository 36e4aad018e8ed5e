import FoundationEssentials
import Glibc

/// JSON as a JSONB column takes it.
enum JSONText {
  /// JSONB refuses the escaped NUL (`\u0000`), which untrusted text may hold; as in text columns, U+FFFD stands in for it.
  static func storable(_ json: Data) -> String {
    let escapedNUL = Array("\\u0000".utf8)
    let text = String(decoding: json, as: UTF8.self)
    guard text.withCString({ strstr($0, "\\u0000") != nil }) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.count)
    var rest = json[...]
    while let byte = rest.first {
      if rest.starts(with: escapedNUL) {
        bytes += Array("\\ufffd".utf8)
        rest = rest.dropFirst(escapedNUL.count)
      } else {
        // A backslash and what it escapes move together, so that an escaped backslash before `u0000` stays what it is.
        let length = byte == UInt8(ascii: "\\") ? 2 : 1
        bytes += rest.prefix(length)
        rest = rest.dropFirst(length)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
