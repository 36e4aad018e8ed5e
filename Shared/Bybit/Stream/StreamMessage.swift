import Model

/// A text of the exchange's stream, told apart.
enum StreamMessage: Sendable {
  case authenticated
  case subscribed
  case pong
  /// The exchange said no to an operation.
  case refused(operation: String, message: String)
  case data(topic: String, isSnapshot: Bool, rows: [ReplyRow], at: Timestamp?)
  /// An operation that is new to us.
  case ignored

  /// - Throws: `malformedReply` for what is no JSON object.
  init(_ text: String) throws(BybitError) {
    let value: JSONValue
    do { value = try JSONValue(parsing: text.utf8) } catch {
      throw BybitError(.malformedReply, "a message of the stream is not JSON", endpoint: "stream", cause: error)
    }
    guard case .object(let values) = value else {
      throw BybitError(.malformedReply, "a message of the stream is no JSON object", endpoint: "stream")
    }
    let row = ReplyRow(values: values, endpoint: row(values))
    guard let topic = row.optionalText("topic") else {
      self = Self.reply(row)
      return
    }
    var rows: [ReplyRow] = []
    if case .object(let single) = values["data"] {
      rows = [ReplyRow(values: single, endpoint: topic)]
    } else {
      rows = try row.rows("data")
    }
    // Public topics say `ts`, private ones `creationTime`.
    let time = try row.optionalTime(row.has("ts") ? "ts" : "creationTime")
    self = .data(topic: topic, isSnapshot: row.optionalText("type") != "delta", rows: rows, at: time)

    func row(_ values: [String: JSONValue]) -> String { values["topic"]?.text ?? "stream" }
  }

  /// A failure says `success: false`; a pong comes with `op: ping` from public and `op: pong` from private streams.
  private static func reply(_ row: ReplyRow) -> StreamMessage {
    let operation = row.optionalText("op") ?? ""
    if case .bool(false) = row.values["success"] {
      return .refused(operation: operation, message: String((row.optionalText("ret_msg") ?? "").prefix(200)))
    }
    switch operation {
    case "auth": return .authenticated
    case "subscribe": return .subscribed
    case "ping", "pong": return .pong
    default: return .ignored
    }
  }
}
