import Model

/// One message of a public topic, without the topic's name.
struct MarketMessage: Sendable {
  let type: String
  /// Milliseconds since 1970.
  let time: Int64
  let data: ReplyJSON
  /// Fields beside `data`.
  var extra: [ReplyJSON.Field] = []

  func message(_ topic: String) -> ReplyJSON {
    .object(
      [
        .init(name: "topic", value: .string(topic)), .init(name: "type", value: .string(type)), .init(name: "ts", value: .integer(time)),
        .init(name: "data", value: data),
      ] + extra)
  }
}
