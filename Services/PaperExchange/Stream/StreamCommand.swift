import FoundationEssentials
import Model

/// A client's text frame.
struct StreamCommand: Decodable {
  let op: String
  let args: [Scalar]
  /// To be echoed unchanged in value and type; nil without one.
  let requestID: ReplyJSON?

  private enum Key: String, CodingKey { case op, args, requestID = "req_id" }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    op = try container.decode(String.self, forKey: .op)
    args = try container.decodeIfPresent([Scalar].self, forKey: .args) ?? []
    guard container.contains(.requestID), try !container.decodeNil(forKey: .requestID) else {
      requestID = nil
      return
    }
    switch try container.decode(JSONValue.self, forKey: .requestID) {
    case .integer(let number): requestID = .integer(number)
    case .string(let text): requestID = .string(text)
    default:
      throw DecodingError.dataCorruptedError(forKey: .requestID, in: container, debugDescription: "neither a text nor a whole number")
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
