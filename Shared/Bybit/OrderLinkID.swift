/// The client's id of an order, the key that makes sending it twice harmless: 1 to 36 characters of `A-Z a-z 0-9 _ -`.
package struct OrderLinkID: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    let allowed = text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
    guard (1...36).contains(text.utf8.count), allowed else { return nil }
    description = text
  }
}

extension OrderLinkID: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = OrderLinkID(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an order link id")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
