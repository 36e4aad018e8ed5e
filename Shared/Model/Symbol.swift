/// A contract's name on the exchange: 2 to 20 capital letters and digits, such as `BTCUSDT`.
package struct Symbol: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    let allowed = text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    guard (2...20).contains(text.utf8.count), allowed else { return nil }
    description = text
  }

  package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension Symbol: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Symbol(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a symbol")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
