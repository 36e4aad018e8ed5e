/// A JSON object written field by field in a stated order: the signature covers the exact bytes.
struct RequestBody: Sendable {
  private(set) var fields: [String] = []

  /// Every call here is about linear contracts.
  static var linear: RequestBody {
    var body = RequestBody()
    body.add("category", "linear")
    return body
  }

  /// nil adds nothing.
  mutating func add(_ name: String, _ value: String?) {
    if let value { fields.append("\(Self.quoted(name)):\(Self.quoted(value))") }
  }

  mutating func add(_ name: String, _ value: Int) { fields.append("\(Self.quoted(name)):\(value)") }
  mutating func add(_ name: String, _ value: Bool) { fields.append("\(Self.quoted(name)):\(value)") }

  var text: String { "{" + fields.joined(separator: ",") + "}" }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
