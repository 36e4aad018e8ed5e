import Foundation
import Messages
import Model
import Testing

@Suite struct EnvelopeTests {
  private func envelope(causation: EventID? = nil, number: Int64? = nil, version: Int = 1, actBefore: Timestamp? = nil) throws -> Envelope {
    Envelope(
      id: try #require(EventID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a004")), topic: TradeExpired.topic, version: version,
      occurredAt: Timestamp(nanoseconds: 1_700_000_101_123_456_789), number: number,
      correlationID: try #require(CorrelationID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001")), causationID: causation, actBefore: actBefore)
  }

  private func payload() throws -> Data { try Fixture.named("TradeExpired").data }

  @Test func `an envelope with nothing optional keeps its nils over the wire`() throws {
    let event = EncodedEvent(envelope: try envelope(), payload: try payload())
    let wire = try event.wireFormat()
    #expect(
      String(decoding: wire, as: UTF8.self).hasPrefix(
        #"{"correlationID":"0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001","id":"0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a004","#
          + #""occurredAt":1700000101123456789,"topic":"notifier.trade.expired","version":1,"payload":{"#))
    let read = try EncodedEvent(wireFormat: wire)
    #expect(read == event)
    #expect(read.envelope.number == nil && read.envelope.causationID == nil && read.envelope.actBefore == nil)
  }

  @Test func `an envelope with everything set comes back equal, its payload byte by byte`() throws {
    let event = EncodedEvent(
      envelope: try envelope(causation: .random(), number: 9_007_199_254_740_993, actBefore: Timestamp(nanoseconds: 1)),
      payload: try payload())
    let read = try EncodedEvent(wireFormat: try event.wireFormat())
    #expect(read == event)
    #expect(read.envelope.number == 9_007_199_254_740_993)
  }

  @Test func `text that looks like the payload mark does not cut the payload`() throws {
    let expired = TradeExpired(
      proposalID: .random(), cycleID: .random(), symbol: try #require(Symbol("BTCUSDT")), message: #"},"payload":{"x":1}\"#)
    let event = EncodedEvent(envelope: try envelope(), payload: try Wire.encoder.encode(expired))
    #expect(try EncodedEvent(wireFormat: try event.wireFormat()).decode(TradeExpired.self) == expired)
  }

  @Test func `an unknown version is an error that names the topic and both versions`() throws {
    let event = EncodedEvent(envelope: try envelope(version: 7), payload: try payload())
    let expected = WireError.unknownVersion("notifier.trade.expired", received: 7, known: 1)
    #expect(throws: expected) { try event.decode(TradeExpired.self) }
    #expect(expected.description.contains("notifier.trade.expired has version 7, this build knows version 1"))
  }

  @Test(arguments: [
    "", "{", "}", "null", "[]", "{}", "\u{0}\u{1}\u{2}", #"{"payload":{}}"#, #"{"id":"x","payload":{}}"#,
    #"{"id":1,"topic":{},"payload":}"#,
  ]) func `garbage is an error and not a crash`(_ text: String) {
    #expect(throws: (any Error).self) { try EncodedEvent(wireFormat: Data(text.utf8)) }
  }

  @Test func `every cut and every flipped byte of a real event is an error or a readable event`() throws {
    let wire = try EncodedEvent(envelope: try envelope(number: 3), payload: try payload()).wireFormat()
    for length in 0..<wire.count {
      #expect(throws: (any Error).self) { try EncodedEvent(wireFormat: wire.prefix(length)) }
    }
    for index in wire.indices {
      var damaged = wire
      damaged[index] ^= 0x55
      let read = Result { try EncodedEvent(wireFormat: damaged) }
      if case .success(let event) = read { #expect(event.envelope.topic.producer == .notifier) }
    }
  }

  @Test func `an envelope without a payload is an error that names the topic`() throws {
    let bare = try Wire.encoder.encode(try envelope())
    #expect(throws: WireError.noPayload(TradeExpired.topic)) { try EncodedEvent(wireFormat: bare) }
  }

  @Test func `a slice of a larger buffer is read like a buffer of its own`() throws {
    let event = EncodedEvent(envelope: try envelope(), payload: try payload())
    let buffer = Data([1, 2, 3]) + (try event.wireFormat())
    #expect(try EncodedEvent(wireFormat: buffer.dropFirst(3)) == event)
  }
}
