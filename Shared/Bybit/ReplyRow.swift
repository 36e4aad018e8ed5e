import Model

/// One JSON object of a reply, read field by field. Unknown fields are ignored; a field that is needed and unreadable is a
/// `malformedReply` that names the symbol and the field. `""`, `"UNKNOWN"` and, for numbers, zero mean "none".
struct ReplyRow: Sendable {
  let values: [String: JSONValue]
  let endpoint: String

  func malformed(_ field: String) -> BybitError {
    let value = values[field]?.text.map { "'\($0.prefix(40))'" } ?? "missing or of another type"
    let subject = values["symbol"]?.text.map { "\($0.prefix(20)): " } ?? ""
    return BybitError(.malformedReply, "\(subject)\(field) is \(value)", endpoint: endpoint)
  }

  func has(_ field: String) -> Bool { values[field] != nil }

  func optionalText(_ field: String) -> String? {
    guard let text = values[field]?.text, !text.isEmpty, text != "UNKNOWN" else { return nil }
    return text
  }

  func text(_ field: String) throws(BybitError) -> String {
    guard let text = values[field]?.text, !text.isEmpty else { throw malformed(field) }
    return text
  }

  func symbol() throws(BybitError) -> Symbol {
    guard let symbol = Symbol(try text("symbol")) else { throw malformed("symbol") }
    return symbol
  }

  func side(_ field: String) throws(BybitError) -> Side {
    guard let side = Side(rawValue: try text(field)) else { throw malformed(field) }
    return side
  }

  func linkID(_ field: String) -> OrderLinkID? { optionalText(field).flatMap { OrderLinkID($0) } }
  func integer(_ field: String) -> Int64? { values[field]?.text.flatMap { Int64($0) } }

  /// false when absent.
  func flag(_ field: String) -> Bool {
    if case .bool(let flag) = values[field] { return flag }
    return false
  }

  // MARK: - Numbers

  func decimal<Value: FixedPointValue>(_ field: String, _ text: String) throws(BybitError) -> Value {
    guard let value = RoundedDecimal.nearest(text) else { throw malformed(field) }
    return Value(value)
  }

  func decimal<Value: FixedPointValue>(_ field: String) throws(BybitError) -> Value { try decimal(field, try text(field)) }

  func decimalOrZero<Value: FixedPointValue>(_ field: String) throws(BybitError) -> Value {
    guard let text = optionalText(field) else { return .zero }
    return try decimal(field, text)
  }

  func optionalDecimal<Value: FixedPointValue>(_ field: String) throws(BybitError) -> Value? {
    let value: Value = try decimalOrZero(field)
    return value == .zero ? nil : value
  }

  /// For ratios such as leverage.
  func optionalNumber(_ field: String) throws(BybitError) -> Double? {
    guard let text = optionalText(field) else { return nil }
    guard let value = PlainNumber.parse(text) else { throw malformed(field) }
    return value
  }

  /// Milliseconds since 1970.
  func time(_ field: String) throws(BybitError) -> Timestamp {
    guard let time = try optionalTime(field) else { throw malformed(field) }
    return time
  }

  func optionalTime(_ field: String) throws(BybitError) -> Timestamp? {
    guard let text = optionalText(field), text != "0" else { return nil }
    // Up to the year 2286; more would overflow nanoseconds.
    guard let milliseconds = Int64(text), (0..<10_000_000_000_000).contains(milliseconds) else { throw malformed(field) }
    return Timestamp(milliseconds: milliseconds)
  }

  // MARK: - Structure

  func optionalObject(_ field: String) -> ReplyRow? {
    guard case .object(let values) = values[field] else { return nil }
    return ReplyRow(values: values, endpoint: endpoint)
  }

  func object(_ field: String) throws(BybitError) -> ReplyRow {
    guard let row = optionalObject(field) else { throw malformed(field) }
    return row
  }

  func list(_ field: String) throws(BybitError) -> [JSONValue] {
    guard case .array(let values) = values[field] else { throw malformed(field) }
    return values
  }

  func rows(_ field: String) throws(BybitError) -> [ReplyRow] {
    var rows: [ReplyRow] = []
    for value in try list(field) {
      guard case .object(let values) = value else { throw malformed(field) }
      rows.append(ReplyRow(values: values, endpoint: endpoint))
    }
    return rows
  }
}
