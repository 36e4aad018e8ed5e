import FoundationEssentials

/// A typed id: a UUID, in lower case on the wire and in logs.
package protocol Identifier: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  var rawValue: UUID { get }
  init(rawValue: UUID)
}

extension Identifier {
  /// A fresh random id. Domain code receives ids as values; shells call this.
  package static func random() -> Self { Self(rawValue: UUID()) }

  package init?(_ text: String) {
    guard let uuid = UUID(uuidString: text) else { return nil }
    self.init(rawValue: uuid)
  }

  package var description: String { rawValue.uuidString.lowercased() }
  /// The 32 hexadecimal digits without dashes, as used in an `orderLinkId`.
  package var compact: String { description.filter { $0 != "-" } }

  package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a \(Self.self)")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
