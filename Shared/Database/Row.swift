/// One row of a result. Columns are read by name; a missing column or a value of another shape is an error, not a default.
package struct Row: Sendable {
  let columns: [String: Int]
  let values: [String?]

  /// - Throws: ``DatabaseError`` `unexpectedValue` for NULL, an absent column or text that is not a `Value`.
  package func read<Value: DatabaseValue>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
    guard let value = try readOptional(column, as: Value.self) else {
      throw DatabaseError(.unexpectedValue, "column \(column) is NULL, expected \(Value.self)")
    }
    return value
  }

  /// nil for NULL.
  package func readOptional<Value: DatabaseValue>(_ column: String, as type: Value.Type = Value.self) throws -> Value? {
    guard let index = columns[column] else { throw DatabaseError(.unexpectedValue, "the result has no column \(column)") }
    guard let text = values[index] else { return nil }
    var reason = ""
    do {
      if let value = try Value(databaseText: text) { return value }
    } catch {
      reason = ": \(error)"
    }
    throw DatabaseError(.unexpectedValue, "column \(column) holds '\(text.prefix(80))', which is not \(Value.self)\(reason)")
  }
}
