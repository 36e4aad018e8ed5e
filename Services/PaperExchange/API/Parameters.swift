import FoundationEssentials
import Model

/// The parameters of a request: from the query of a GET, from the JSON body of a POST. Every reading method throws 10001.
struct Parameters {
  private let values: [String: String]

  init(query: String) throws(Refusal) {
    var values: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.percentDecoded(parts[0]), let value = Self.percentDecoded(parts.count > 1 ? parts[1] : "") else {
        throw .parameter("params error: the query is not percent-encoded UTF-8")
      }
      values[name] = value
    }
    self.values = values
  }

  init(json body: [UInt8]) throws(Refusal) {
    guard !body.isEmpty else {
      values = [:]
      return
    }
    do {
      values = try JSONDecoder().decode([String: Scalar].self, from: Data(body)).compactMapValues(\.text)
    } catch {
      throw .parameter("params error: the body is not a JSON object of plain values")
    }
  }

  private init(values: [String: String]) { self.values = values }

  /// These parameters and more; the new ones win.
  func adding(_ more: [String: String]) -> Parameters { Parameters(values: values.merging(more) { $1 }) }

  /// nil if absent or empty.
  func text(_ name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  func required(_ name: String) throws(Refusal) -> String {
    guard let value = text(name) else { throw .parameter("params error: \(name) is required") }
    return value
  }

  func symbol() throws(Refusal) -> Symbol? {
    guard let text = text("symbol") else { return nil }
    guard let symbol = Symbol(text) else { throw .parameter("params error: symbol invalid \(text)") }
    return symbol
  }

  func requiredSymbol() throws(Refusal) -> Symbol {
    guard let symbol = try symbol() else { throw .parameter("params error: symbol is required") }
    return symbol
  }

  func price(_ name: String) throws(Refusal) -> Price? { try decimal(name) }
  func quantity(_ name: String) throws(Refusal) -> Quantity? { try decimal(name) }

  private func decimal<Value: FixedPointValue>(_ name: String) throws(Refusal) -> Value? {
    guard let text = text(name) else { return nil }
    guard let value = Value(text), value >= .zero else { throw .parameter("params error: \(name) '\(text)' is not a valid number") }
    return value
  }

  func integer(_ name: String) throws(Refusal) -> Int64? {
    guard let text = text(name) else { return nil }
    guard let value = Int64(text), value.magnitude < 1 << 52 else {
      throw .parameter("params error: \(name) '\(text)' is not a whole number")
    }
    return value
  }

  func boolean(_ name: String) throws(Refusal) -> Bool {
    switch text(name) {
    case nil, "false"?: return false
    case "true"?: return true
    case let text?: throw .parameter("params error: \(name) '\(text)' is not a boolean")
    }
  }

  func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String, of type: Value.Type) throws(Refusal) -> Value? {
    guard let text = text(name) else { return nil }
    guard let value = Value(rawValue: text) else { throw .parameter("params error: \(name) '\(text)' is not valid") }
    return value
  }

  func limit(_ range: ClosedRange<Int64>, default standard: Int64) throws(Refusal) -> Int {
    let value = try integer("limit") ?? standard
    guard range.contains(value) else {
      throw .parameter("params error: limit must lie between \(range.lowerBound) and \(range.upperBound)")
    }
    return Int(value)
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else { return nil }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
