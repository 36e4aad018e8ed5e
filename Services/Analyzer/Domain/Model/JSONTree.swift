import FoundationEssentials

/// JSON whose shape is not to be trusted: what a model server sends. Looked into piece by piece, so that a missing or odd field is a
/// missing field, not a lost reply.
package enum JSONTree: Decodable, Sendable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])

  /// - Throws: `DecodingError` for what is no JSON: NaN, full-width digits, a cut text.
  package init(parsing text: some Sequence<UInt8>) throws { self = try JSONDecoder().decode(JSONTree.self, from: Data(text)) }

  package init(from decoder: any Decoder) throws {
    // A failed attempt only means another kind.
    let single = try decoder.singleValueContainer()
    if let text = try? single.decode(String.self) {
      self = .text(text)
    } else if let object = try? decoder.container(keyedBy: AnyKey.self) {
      var members: [String: JSONTree] = [:]
      for key in object.allKeys { members[key.stringValue] = try object.decode(JSONTree.self, forKey: key) }
      self = .object(members)
    } else if var container = try? decoder.unkeyedContainer() {
      var elements: [JSONTree] = []
      while !container.isAtEnd { elements.append(try container.decode(JSONTree.self)) }
      self = .list(elements)
    } else if single.decodeNil() {
      self = .null
    } else if let flag = try? single.decode(Bool.self) {
      self = .flag(flag)
    } else {
      self = .number(try single.decode(Double.self))
    }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// nil for an absent member, for null, and when this is no object.
  package subscript(_ name: String) -> JSONTree? {
    guard case .object(let members) = self, let member = members[name], member != .null else { return nil }
    return member
  }

  package var string: String? { if case .text(let text) = self { text } else { nil } }
  package var double: Double? { if case .number(let number) = self { number } else { nil } }
  package var elements: [JSONTree]? { if case .list(let elements) = self { elements } else { nil } }

  /// A whole number that is not negative, as token counts are.
  package var count: Int? {
    guard let double, double >= 0, double <= 1e12, double.rounded() == double else { return nil }
    return Int(double)
  }
}
