import Model

/// A payload's plain values as `key=value`, those of nested objects among them, lists by their length.
struct PayloadSummary: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let members = try decoder.singleValueContainer().decode([String: JSONValue].self)
    text = Self.fields(members).joined(separator: " ")
  }

  private static func fields(_ members: [String: JSONValue]) -> [String] {
    // The symbol is what a reader looks for first; ids are long and come last.
    func rank(_ key: String) -> Int { key == "symbol" ? 0 : key.hasSuffix("ID") ? 2 : 1 }
    return members.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }.flatMap { key, value -> [String] in
      switch value {
      case .null: []
      case .bool(let flag): ["\(key)=\(flag)"]
      // Eighteen digits and more are nanoseconds since 1970.
      case .integer(let whole): ["\(key)=\(whole > 100_000_000_000_000_000 ? Timestamp(nanoseconds: whole).clock : "\(whole)")"]
      case .number(let number): ["\(key)=\(number)"]
      case .string(let text): ["\(key)=\(text)"]
      case .array(let elements): ["\(key)=[\(elements.count)]"]
      case .object(let members): fields(members)
      }
    }
  }
}
