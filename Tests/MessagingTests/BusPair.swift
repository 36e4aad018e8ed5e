import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import TestKit

/// What the bus tests share: a silent logger, events, and a small server loop.
enum BusPair {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static func bus(
    _ addresses: BusAddresses, _ caller: String = "test", listening: ServiceName? = nil, subscribing: [String] = []
  ) throws -> Bus {
    try Bus(addresses, caller: caller, listening: listening, subscribing: subscribing, logger: logger)
  }

  static func event(_ number: Int64, from producer: ServiceName = .executor) -> EncodedEvent {
    let envelope = Envelope(
      id: .random(), topic: Topic(producer, "test.happened"), version: 1, occurredAt: Timestamp(milliseconds: 1), number: number,
      correlationID: .random(), causationID: nil, actBefore: nil)
    return EncodedEvent(envelope: envelope, payload: Data(#"{"a":1}"#.utf8))
  }

  /// Publishes until the subscriber hears something: a subscription needs a moment to reach the publisher.
  static func join(_ publisher: Bus, _ heard: Heard, from producer: ServiceName = .executor) async throws {
    try await eventually("the subscription has arrived") {
      try publisher.publish(event(0, from: producer))
      return await heard.numbers(of: producer).contains(0)
    }
  }

  /// Answers every request with `reply` until the stream ends.
  static func serve(_ bus: Bus, _ reply: @Sendable (IncomingRequest) -> (ReplyHeader, Data)) async throws {
    for await request in bus.requests {
      let (header, payload) = reply(request)
      try bus.reply(to: request, header, payload)
    }
  }

  static let pong = Ping.Reply(service: .executor, version: "1", startedAt: Timestamp(milliseconds: 5), lastNumber: 7)

  static func pongPayload(_ number: Int64 = 7) -> Data {
    Data(#"{"lastNumber":\#(number),"service":"executor","startedAt":5000000,"version":"1"}"#.utf8)
  }
}

/// Collects what a bus hears.
actor Heard {
  private var events: [EncodedEvent] = []

  func collect(_ bus: Bus) async {
    for await event in bus.events { events.append(event) }
  }

  func numbers(of producer: ServiceName) -> [Int64] {
    events.filter { $0.envelope.topic.producer == producer }.compactMap(\.envelope.number)
  }
}
