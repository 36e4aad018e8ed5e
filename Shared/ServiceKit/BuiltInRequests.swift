import Database
import Messages
import Model

/// Answers `Ping`.
struct PingHandler: RequestHandler {
  let service: ServiceName
  let startedAt: Timestamp
  let position: OutboxPosition

  func answer(_ request: Ping) async throws -> Ping.Reply {
    Ping.Reply(service: service, version: ProgramVersion.current, startedAt: startedAt, lastNumber: position.last)
  }
}

/// Answers `ReplayEvents` from the outbox.
struct ReplayHandler: RequestHandler {
  let database: Database

  func answer(_ request: ReplayEvents) async throws -> ReplayEvents.Reply {
    let limit = min(max(request.limit, 1), 500)
    return try await database.transaction { transaction in
      let last = try Outbox.lastNumber(transaction)
      let events = try Outbox.events(after: request.after, limit: limit, transaction)
      // Numbers have no gaps, so a first row that does not follow means that retention has deleted the rows between.
      let truncated = events.first.map { ($0.envelope.number ?? 0) != request.after + 1 } ?? (last > request.after)
      let wires = try events.map { String(decoding: try $0.wireFormat(), as: UTF8.self) }
      return ReplayEvents.Reply(events: wires, lastNumber: last, truncated: truncated)
    }
  }
}
