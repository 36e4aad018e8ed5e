import FoundationEssentials
import Messages
import Model

/// A message to sockets: encoded once, whoever gets it.
package struct SocketMessage: Sendable, Equatable {
  package let text: String
  /// The symbol of a position's state: a later state of it replaces this one for a client that is slow.
  package let replaces: Symbol?

  init(_ body: some Encodable, replaces: Symbol? = nil) throws {
    text = String(decoding: try Wire.encoder.encode(body), as: UTF8.self)
    self.replaces = replaces
  }

  /// A numbered event; its payload is the producer's JSON as it came.
  init(event: EncodedEvent, id: String, rooms: [Room]) throws {
    let header = String(
      decoding: try Wire.encoder.encode(
        EventHeader(
          type: "event", id: id, eventID: event.envelope.id, rooms: rooms.map(\.description), event: event.envelope.topic.description,
          at: event.envelope.occurredAt,
          correlationID: event.envelope.correlationID)), as: UTF8.self)
    text = header.dropLast() + ",\"data\":" + String(decoding: event.payload, as: UTF8.self) + "}"
    replaces = nil
  }

  private struct EventHeader: Encodable {
    let type: String
    let id: String
    let eventID: EventID
    let rooms: [String]
    let event: String
    let at: Timestamp
    let correlationID: CorrelationID
  }

  package struct Position: Codable, Sendable {
    package let type: String
    package let room: String
    /// One more with each update, over all symbols: of two states of a symbol the higher is the newer.
    package let sequence: Int64
    package let sentAt: Timestamp
    package let data: LivePosition
  }

  static func position(_ position: LivePosition, sequence: Int64, at now: Timestamp) throws -> SocketMessage {
    try SocketMessage(
      Position(
        type: "position:updated", room: Room.positions(position.symbol).description, sequence: sequence, sentAt: now, data: position),
      replaces: position.symbol)
  }

  struct Notice: Encodable {
    let type: String
    var room: String?
    var id: String?
    var message: String?
    var hearing: Bool?
  }
}
