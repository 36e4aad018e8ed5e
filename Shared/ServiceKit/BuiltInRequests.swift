import Database
import Messages
import Model

/// Answers `Ping`.
struct PingHandler: ReadHandler {
  let service: ServiceName
  let instance: String
  let startedAt: Timestamp
  let position: OutboxPosition
  let leadership: Leadership

  func answer(_ request: Ping) async throws -> Ping.Reply {
    Ping.Reply(
      service: service, version: ProgramVersion.current, startedAt: startedAt, lastNumber: position.last, instance: instance,
      role: leadership.role, epoch: leadership.epoch)
  }
}

/// Answers `ReplayEvents` from the outbox.
struct ReplayHandler: ReadHandler {
  let database: Database

  /// Events in one reply; a socket refuses a message of more than 16 MiB, and quotes are escaped once more in the reply.
  static let maximumBytes = 4 << 20

  func answer(_ request: ReplayEvents) async throws -> ReplayEvents.Reply {
    let limit = min(max(request.limit, 1), 500)
    return try await database.transaction { transaction in
      let last = try Outbox.lastNumber(transaction)
      let events = try Outbox.events(after: request.after, limit: limit, transaction)
      // Numbers have no gaps, so a first row that does not follow means that retention has deleted the rows between.
      let truncated = events.first.map { ($0.envelope.number ?? 0) != request.after + 1 } ?? (last > request.after)
      var wires: [String] = []
      var bytes = 0
      for event in events {
        let wire = String(decoding: try event.wireFormat(), as: UTF8.self)
        bytes += wire.utf8.count
        // The asker takes what comes and asks again for the rest.
        if bytes > Self.maximumBytes && !wires.isEmpty { break }
        wires.append(wire)
      }
      return ReplayEvents.Reply(events: wires, lastNumber: last, truncated: truncated)
    }
  }
}
