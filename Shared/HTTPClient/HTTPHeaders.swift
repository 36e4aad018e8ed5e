/// Header fields in the order of arrival; names compare without case, repeated fields are kept.
package struct HTTPHeaders: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  package private(set) var fields: [Field] = []

  package init(_ fields: [(name: String, value: String)] = []) {
    for field in fields { add(field.name, field.value) }
  }

  package mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
  mutating func removeAll() { fields.removeAll() }

  /// Every value of the field, in order.
  package func values(_ name: String) -> [String] {
    let wanted = name.lowercased()
    return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
  }

  /// The first value of the field.
  package subscript(_ name: String) -> String? { values(name).first }

  /// Why the fields cannot be sent as they are: a line break in one would start another header.
  var defect: String? {
    for field in fields {
      let name = field.name.utf8
      let isToken = !name.isEmpty && name.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
      guard isToken else { return "a header name is empty or has characters that are not allowed" }
      guard field.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
        return "the value of header \(field.name) has control characters"
      }
    }
    return nil
  }
}
