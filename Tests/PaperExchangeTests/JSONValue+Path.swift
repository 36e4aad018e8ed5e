import Model

/// A reply's JSON, looked into by key and index; a wrong path gives nil, which no expectation accepts.
extension JSONValue {
  subscript(key: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields[key]
  }

  subscript(index: Int) -> JSONValue? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  var items: [JSONValue] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  var text: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  var number: Int64? {
    guard case .integer(let value) = self else { return nil }
    return value
  }
}
