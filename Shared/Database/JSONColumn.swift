import FoundationEssentials

/// A JSONB column that holds one Codable value.
package struct JSONColumn<Value: Codable & Sendable>: DatabaseValue {
  package let value: Value
  private let text: String

  /// - Throws: `EncodingError`.
  package init(_ value: Value) throws {
    self.value = value
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    text = JSONText.storable(try encoder.encode(value))
  }

  /// - Throws: `DecodingError`.
  package init(databaseText: String) throws {
    value = try JSONDecoder().decode(Value.self, from: Data(databaseText.utf8))
    text = databaseText
  }

  package var databaseText: String { text }
}
