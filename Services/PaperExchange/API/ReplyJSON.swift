import Model

/// A JSON document for a reply: keys in the order given, no floating-point numbers.
enum ReplyJSON: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  case string(String)
  case integer(Int64)
  case boolean(Bool)
  case null
  case array([ReplyJSON])
  case object([Field])

  struct Field: Hashable, Sendable {
    let name: String
    let value: ReplyJSON
  }

  init(stringLiteral value: String) { self = .string(value) }
  init(dictionaryLiteral elements: (String, ReplyJSON)...) { self = .object(elements.map { Field(name: $0.0, value: $0.1) }) }
  init(arrayLiteral elements: ReplyJSON...) { self = .array(elements) }

  static func text(_ value: some CustomStringConvertible) -> ReplyJSON { .string(value.description) }
  /// An absent value is an empty string on this API.
  static func text(_ value: Price?, in contract: Contract) -> ReplyJSON { .string(value.map(contract.text) ?? "") }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .string(let text): Self.write(text, to: &bytes)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .null: bytes.append(contentsOf: "null".utf8)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (index, field) in fields.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(field.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        field.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0..<0x20:
        let code = String(byte, radix: 16)
        bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - code.count) + code).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
