import FoundationEssentials

/// A reply's JSON, looked into by key and index; a wrong path gives nil, which no expectation accepts.
enum Document: Decodable, Equatable {
  case object([String: Document])
  case array([Document])
  case text(String)
  case number(Int64)
  case flag(Bool)
  case null

  init(bytes: [UInt8]) throws { self = try JSONDecoder().decode(Document.self, from: Data(bytes)) }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // A type that does not match is the way to find out the type.
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Document].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: Document].self))
    }
  }

  subscript(key: String) -> Document? {
    guard case .object(let fields) = self else { return nil }
    return fields[key]
  }

  subscript(index: Int) -> Document? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  var items: [Document] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  var text: String? {
    guard case .text(let value) = self else { return nil }
    return value
  }

  var number: Int64? {
    guard case .number(let value) = self else { return nil }
    return value
  }
}
