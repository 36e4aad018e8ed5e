import Model

/// Anything that crosses the bus. A field is added as an optional; any other change is a new version (STYLE, Messages).
package protocol Message: Codable, Sendable, Equatable {
  static var version: Int { get }
}

/// A past fact, numbered by its producer's outbox and never lost.
package protocol Event: Message {
  static var topic: Topic { get }
  /// Events that belong together: when one is parked, later ones of the same key are parked with it.
  var key: String { get }
}

/// A fact that the next one replaces: it carries no number and may be lost. Every service publishes its own.
package protocol TransientEvent: Message {
  static var event: String { get }
}

/// An imperative to one service. A business refusal is a case of `Reply`; a thrown error means that something broke.
package protocol Request: Message {
  associatedtype Reply: Codable, Sendable, Equatable
  static var name: String { get }
}

/// A request that changes nothing: a standby may answer it, and the bus asks it again when the connection that carried it is lost.
package protocol ReadRequest: Request {}

/// A request that one named service answers; the others (`Ping`, `ReplayEvents`) are answered by all.
package protocol AddressedRequest: Request {
  static var service: ServiceName { get }
}
