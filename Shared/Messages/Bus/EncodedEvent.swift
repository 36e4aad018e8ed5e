import FoundationEssentials
import Model

/// An event as it stands on the wire: the envelope, and the payload's JSON still undecoded.
package struct EncodedEvent: Sendable, Equatable {
  package let envelope: Envelope
  /// The payload, one JSON object.
  package let payload: Data

  package init(envelope: Envelope, payload: Data) {
    self.envelope = envelope
    self.payload = payload
  }

  /// The second frame: the envelope's JSON object with `payload` as its last member.
  package func wireFormat() throws -> Data {
    var data = try Wire.encoder.encode(envelope)
    data.removeLast()
    data.append(contentsOf: Array(",\"payload\":".utf8))
    data.append(payload)
    data.append(UInt8(ascii: "}"))
    return data
  }

  /// Reads the envelope and keeps the payload for ``decode(_:)``.
  package init(wireFormat data: Data) throws {
    envelope = try Wire.decoder.decode(Envelope.self, from: data)
    guard let start = Self.payloadStart(in: data), data.last == UInt8(ascii: "}") else { throw WireError.noPayload(envelope.topic) }
    payload = Data(data[start..<data.index(before: data.endIndex)])
  }

  private static let payloadMark = Array(",\"payload\":".utf8)

  /// Over the bare bytes: `Data.firstRange` takes longer for this than both decoders together.
  private static func payloadStart(in data: Data) -> Data.Index? {
    data.withUnsafeBytes { bytes in
      let mark = payloadMark
      guard bytes.count >= mark.count else { return nil }
      for start in 0...bytes.count - mark.count where bytes[start] == mark[0] {
        if mark.indices.allSatisfy({ bytes[start + $0] == mark[$0] }) { return data.startIndex + start + mark.count }
      }
      return nil
    }
  }

  /// - Throws: ``WireError/unknownVersion`` when the producer speaks a newer version than this build knows.
  package func decode<Payload: Message>(_ type: Payload.Type = Payload.self) throws -> Payload {
    guard envelope.version == Payload.version else {
      throw WireError.unknownVersion(String(describing: envelope.topic), received: envelope.version, known: Payload.version)
    }
    return try Wire.decoder.decode(Payload.self, from: payload)
  }
}
