import FoundationEssentials

/// JSON whose shape is not known beforehand, or not to be trusted: an exchange's reply, a model's answer, any event's payload.
package enum JSONValue: Codable, Sendable, Equatable {
  case null
  case bool(Bool)
  /// A whole number that fits.
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// - Throws: `DecodingError` for what is no JSON: NaN, full-width digits, a cut text.
  package init(parsing text: some Sequence<UInt8>) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text)) }

  /// A decoder does not tell the kind of a value, so kinds are tried; most values are strings, which come first.
  package init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if let text = try Self.ifKind({ try single.decode(String.self) }) {
      self = .string(text)
    } else if let object = try Self.ifKind({ try decoder.container(keyedBy: AnyKey.self) }) {
      var values: [String: JSONValue] = [:]
      for key in object.allKeys { values[key.stringValue] = try object.decode(JSONValue.self, forKey: key) }
      self = .object(values)
    } else if var list = try Self.ifKind({ try decoder.unkeyedContainer() }) {
      var values: [JSONValue] = []
      while !list.isAtEnd { values.append(try list.decode(JSONValue.self)) }
      self = .array(values)
    } else if single.decodeNil() {
      self = .null
    } else if let flag = try Self.ifKind({ try single.decode(Bool.self) }) {
      self = .bool(flag)
    } else {
      let number = try single.decode(Double.self)
      // Read again as an integer, as a Double holds 53 bits of it only.
      let fits = number.rounded() == number && abs(number) < 9_223_372_036_854_775_808
      self = fits ? .integer(try single.decode(Int64.self)) : .number(number)
    }
  }

  /// - Returns: nil when the value is of another kind. - Throws: whatever else is wrong with it.
  private static func ifKind<Value>(_ read: () throws -> Value) throws -> Value? {
    do {
      return try read()
    } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
      return nil
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let values):
      var container = encoder.container(keyedBy: AnyKey.self)
      for (key, value) in values { try container.encode(value, forKey: AnyKey(stringValue: key)) }
    case .array(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    default:
      var container = encoder.singleValueContainer()
      switch self {
      case .bool(let flag): try container.encode(flag)
      case .integer(let integer): try container.encode(integer)
      case .number(let number): try container.encode(number)
      case .string(let text): try container.encode(text)
      case .null, .array, .object: try container.encodeNil()
      }
    }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
