import Model

@testable import Dashboard

/// The part of JSON Schema that openapi.json uses. Stricter than a reader should be: what is not described is a fault as well.
struct AnswerSchema {
  /// `components/schemas` of the document.
  let schemas: [String: JSONValue]
  /// `Trade.symbol`, … of what was found in the answers so far.
  private(set) var seen: Set<String> = []

  init(_ document: JSONValue) { schemas = document["components"]["schemas"].fields }

  /// Every property of every named schema.
  var described: Set<String> {
    Set(schemas.flatMap { name, schema in schema["properties"].fields.keys.map { "\(name).\($0)" } })
  }

  /// What is wrong with an answer of an operation; empty when nothing is. Of what is no JSON only the type is looked at.
  mutating func faults(_ answer: WebAnswer, _ operation: JSONValue, at path: String) throws -> [String] {
    let response = operation["responses"]["\(answer.status)"]
    guard response != .null else { return ["\(path): \(answer.status) is not described: \(answer.text)"] }
    let type = answer.type?.split(separator: ";").first.map(String.init)
    let content = response["content"].fields
    guard content.keys.first == type else { return ["\(path) is \(type ?? "nothing"), described as \(content.keys)"] }
    guard type == "application/json" else { return [] }
    return faults(try JSONValue(parsing: answer.body), content["application/json"]?["schema"] ?? .null, at: path)
  }

  /// What is wrong with a value; empty when nothing is.
  /// - Parameters:
  ///   - name: of the schema, when it has one.
  ///   - path: where the value stands.
  mutating func faults(_ value: JSONValue, _ schema: JSONValue, name: String? = nil, at path: String) -> [String] {
    if let target = schema["$ref"].text?.split(separator: "/").last.map(String.init) {
      guard let schema = schemas[target] else { return ["\(path): there is no schema \(target)"] }
      return faults(value, schema, name: target, at: path)
    }
    switch (schema["type"].text, value) {
    case ("object", .object(let fields)):
      // An object of which nothing is said may be any; openapi.json says no more of itself.
      guard schema["properties"] != .null else { return [] }
      let properties = schema["properties"].fields
      let missing = schema["required"].items.compactMap(\.text).filter { fields[$0] == nil }.map { "\(path) has no \($0)" }
      return missing
        + fields.sorted { $0.key < $1.key }.flatMap { key, field in
          guard let property = properties[key] else { return ["\(path).\(key) is not described"] }
          if let name { seen.insert("\(name).\(key)") }
          return faults(field, property, at: "\(path).\(key)")
        }
    case ("array", .array(let items)): return items.enumerated().flatMap { faults($1, schema["items"], at: "\(path)[\($0)]") }
    case ("string", .string(let text)): return Self.faults(text, schema, path)
    case ("integer", .integer), ("number", .integer), ("number", .number), ("boolean", .bool): return []
    case (let type, _): return ["\(path) is no \(type ?? "described value"): \(value)"]
    }
  }

  private static func faults(_ text: String, _ schema: JSONValue, _ path: String) -> [String] {
    let choices = schema["enum"].items
    if !choices.isEmpty, !choices.contains(.string(text)) { return ["\(path): '\(text)' is none of the described values"] }
    guard let pattern = schema["pattern"].text else { return [] }
    do {
      return try Regex(pattern).firstMatch(in: text) == nil ? ["\(path): '\(text)' does not match \(pattern)"] : []
    } catch {
      return ["\(path): \(pattern) is no pattern"]
    }
  }
}

extension JSONValue {
  var fields: [String: JSONValue] { if case .object(let fields) = self { fields } else { [:] } }
  var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  /// null where there is none.
  subscript(key: String) -> JSONValue { fields[key] ?? .null }
}
