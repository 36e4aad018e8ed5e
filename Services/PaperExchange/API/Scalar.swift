import Model

/// A plain value of a JSON body, as text; nil for null.
struct Scalar: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    switch try JSONValue(from: decoder) {
    case .null: text = nil
    case .bool(let flag): text = flag ? "true" : "false"
    case .integer(let number): text = String(number)
    case .number(let number): text = "\(number)"
    case .string(let string): text = string
    case .array, .object:
      throw DecodingError.typeMismatch(
        String.self,
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a list or an object, where a plain value is expected"))
    }
  }
}
