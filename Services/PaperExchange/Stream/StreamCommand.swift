import FoundationEssentials

/// A client's text frame.
struct StreamCommand: Decodable {
  let op: String
  let args: [Scalar]
  /// To be echoed unchanged in value and type; nil without one.
  let requestID: JSONValue?

  private enum Key: String, CodingKey { case op, args, requestID = "req_id" }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    op = try container.decode(String.self, forKey: .op)
    args = try container.decodeIfPresent([Scalar].self, forKey: .args) ?? []
    guard container.contains(.requestID), try !container.decodeNil(forKey: .requestID) else {
      requestID = nil
      return
    }
    // A type that does not match is the way to find out the type.
    if let number = try? container.decode(Int64.self, forKey: .requestID) {
      requestID = .integer(number)
    } else {
      requestID = .string(try container.decode(String.self, forKey: .requestID))
    }
  }

  /// nil if the text is no command.
  static func parse(_ text: [UInt8]) -> StreamCommand? {
    do {
      return try JSONDecoder().decode(StreamCommand.self, from: Data(text))
    } catch {
      return nil
    }
  }
}
