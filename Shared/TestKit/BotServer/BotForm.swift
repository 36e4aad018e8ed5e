import Foundation

/// The parameters of a Bot API call, from wherever the caller put them: query, form, JSON or multipart.
struct BotForm {
  struct File {
    let name: String
    let bytes: [UInt8]
  }

  private(set) var values: [String: String] = [:]
  private(set) var files: [String: File] = [:]

  subscript(_ name: String) -> String? { values[name] }

  func integer(_ name: String) -> Int64? { values[name].flatMap { Int64($0) } }
  func flag(_ name: String) -> Bool { ["true", "True", "1"].contains(values[name] ?? "") }

  /// An object or array, which a form carries as JSON text.
  func object<Value: Decodable>(_ name: String, as type: Value.Type) throws(BotFailure) -> Value? {
    guard let text = values[name] else { return nil }
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .badRequest("can't parse \(name) JSON object")
    }
  }

  init(_ request: ScriptedHTTPServer.Request) throws(BotFailure) {
    addPairs(request.query)
    let type = request.header("Content-Type") ?? ""
    if type.hasPrefix("application/x-www-form-urlencoded") {
      addPairs(request.body)
    } else if type.hasPrefix("application/json") {
      try addJSON(request.bytes)
    } else if type.hasPrefix("multipart/form-data"), let boundary = Self.boundary(type) {
      addParts(request.bytes, boundary)
    }
  }

  private mutating func addPairs(_ text: String) {
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.split(separator: "+", omittingEmptySubsequences: false).joined(separator: " ").removingPercentEncoding ?? ""
      }
      values[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
  }

  private mutating func addJSON(_ bytes: [UInt8]) throws(BotFailure) {
    guard !bytes.isEmpty else { return }
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: Data(bytes))
    } catch {
      throw .badRequest("can't parse JSON object")
    }
    guard let dictionary = object as? [String: Any] else { throw .badRequest("object expected as parameters") }
    for (name, value) in dictionary {
      switch value {
      case let text as String: values[name] = text
      case let number as NSNumber:
        values[name] = isBoolean(number) ? (number.boolValue ? "true" : "false") : number.stringValue
      default:
        do {
          values[name] = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
        } catch {
          throw .badRequest("can't parse \(name)")
        }
      }
    }
  }

  /// JSON's true and 1 are both numbers to Foundation; only their type differs.
  private func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

  private static func boundary(_ type: String) -> String? {
    guard let range = type.range(of: "boundary=") else { return nil }
    return String(type[range.upperBound...].prefix { $0 != ";" }).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
  }

  private mutating func addParts(_ bytes: [UInt8], _ boundary: String) {
    let data = Data(bytes)
    let mark = Data("--\(boundary)".utf8)
    var start = data.range(of: mark)?.upperBound
    while let from = start, let next = data.range(of: mark, in: from..<data.endIndex) {
      addPart(data[from..<next.lowerBound])
      start = next.upperBound
    }
  }

  /// `\r\n headers \r\n\r\n content \r\n`.
  private mutating func addPart(_ part: Data) {
    guard let end = part.range(of: Data("\r\n\r\n".utf8)), part.count >= 6 else { return }
    let head = String(decoding: part[part.startIndex..<end.lowerBound], as: UTF8.self)
    let content = Array(part[end.upperBound..<part.endIndex].dropLast(2))
    guard let name = Self.quoted("name", head) else { return }
    if let file = Self.quoted("filename", head) {
      files[name] = File(name: file, bytes: content)
    } else {
      values[name] = String(decoding: content, as: UTF8.self)
    }
  }

  private static func quoted(_ attribute: String, _ head: String) -> String? {
    guard let range = head.range(of: "; \(attribute)=\"") else { return nil }
    return String(head[range.upperBound...].prefix { $0 != "\"" })
  }
}
