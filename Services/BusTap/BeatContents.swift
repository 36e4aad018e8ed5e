import FoundationEssentials
import Messages
import Model

/// A heartbeat as the tap reads it: of any version, with the role of a replica where there is one.
struct BeatContents: Decodable, Sendable, Equatable {
  let lastNumber: Int64
  let instance: String
  let startedAt: Timestamp
  let role: String?

  /// - Returns: nil when the payload is no heartbeat; the tap shows what it can read.
  init?(_ payload: Data) {
    guard let contents = try? Wire.decoder.decode(Self.self, from: payload) else { return nil }
    self = contents
  }
}
