import FoundationEssentials
import Messages
import Model
import Testing

/// Events as they come from the bus.
enum EventSample {
  static let cycle = "0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11"
  static let trade = "7d1e4a10-22b3-4f61-8a4e-5f0c9b1d2e3f"

  static func event(_ topic: String, _ payload: String, number: Int64? = nil) throws -> EncodedEvent {
    let envelope = Envelope(
      id: .random(), topic: try #require(Topic(topic)), version: 1, occurredAt: Timestamp(milliseconds: 1_700_000_000_123), number: number,
      correlationID: .random(), causationID: nil, actBefore: nil)
    return EncodedEvent(envelope: envelope, payload: Data(payload.utf8))
  }
}
