import Model

/// What a model server sends is looked into piece by piece, so that a missing or odd field is a missing field, not a lost reply.
extension JSONValue {
  /// nil for an absent member, for null, and when this is no object.
  package subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self, let member = members[name], member != .null else { return nil }
    return member
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

  package var double: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  /// A whole number that is not negative, as token counts are.
  package var count: Int? {
    guard let double, double >= 0, double <= 1e12, double.rounded() == double else { return nil }
    return Int(double)
  }
}
