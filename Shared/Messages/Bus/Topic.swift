import Model

/// Where an event is published: its producer and its name. The first frame on the bus is `<producer>.<event>`.
package struct Topic: Hashable, Sendable, CustomStringConvertible {
  package let producer: ServiceName
  package let event: String

  package init(_ producer: ServiceName, _ event: String) {
    self.producer = producer
    self.event = event
  }

  package var description: String { "\(producer.rawValue).\(event)" }

  /// - Returns: nil when the text does not start with a known service.
  package init?(_ text: some StringProtocol) {
    guard let dot = text.firstIndex(of: "."), let producer = ServiceName(rawValue: String(text[..<dot])) else { return nil }
    self.init(producer, String(text[text.index(after: dot)...]))
    guard !event.isEmpty else { return nil }
  }

  /// What a consumer subscribes to: every event of one producer.
  package static func prefix(of producer: ServiceName) -> String { "\(producer.rawValue)." }
}

extension Topic: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let topic = Topic(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a topic")
    }
    self = topic
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
