import FoundationEssentials
import Logging
import Messages
import Model
import ServiceLifecycle

/// Follows the bus from now on, each producer's numbers without a gap, and passes changes on to the cache and the sockets. It stores nothing:
/// what happened before its start is asked of the owners.
struct LiveFeed: Service {
  let owners: any Owners
  let hub: LiveHub
  let cache: ReadCache
  let presence: SystemPresence
  let metrics: DashboardMetrics
  let events: AsyncStream<EncodedEvent>
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var numbers: [ServiceName: Int64] = [:]
      var regressions: [ServiceName: OutboxRegression] = [:]
      for await event in events {
        if Task.isCancelled { return }
        do { try await take(event, &numbers, &regressions) } catch {
          logger.warning("an event was not shown", metadata: ["topic": "\(event.envelope.topic)", "error": "\(error)"])
        }
      }
    }
  }

  private func take(
    _ event: EncodedEvent, _ numbers: inout [ServiceName: Int64], _ regressions: inout [ServiceName: OutboxRegression]
  ) async throws {
    let producer = event.envelope.topic.producer
    if let number = event.envelope.number {
      if let last = numbers[producer] {
        guard number > last else { return }
        if number > last + 1 { await replay(producer, &numbers) }
        // It came with the replay; or the gap is still there, and the next heartbeat asks again.
        guard number == (numbers[producer] ?? 0) + 1 else { return }
      } else {
        // The first number heard: what the cache has read before it may be older.
        cache.invalidateAll()
      }
      numbers[producer] = number
      try pass(event)
    } else if event.envelope.topic.event == Heartbeat.event {
      let heartbeat = try event.decode(Heartbeat.self)
      presence.heard(heartbeat, of: producer)
      let last = heartbeat.lastNumber
      if let known = numbers[producer] {
        if last > known { await replay(producer, &numbers) }
      } else {
        numbers[producer] = last
        cache.invalidateAll()
      }
      let known = numbers[producer] ?? last
      guard regressions[producer, default: OutboxRegression()].isProved(by: heartbeat, after: known) else { return }
      logger.error(
        "a producer was restored or replaced: all pages load anew",
        metadata: ["producer": "\(producer.rawValue)", "last": "\(last)", "known": "\(known)"])
      numbers[producer] = last
      cache.invalidateAll()
      try hub.tellResync()
    } else if event.envelope.topic.event == PositionUpdated.event {
      cache.invalidate([.positions])
      try hub.tell(try event.decode(PositionUpdated.self).position)
    }
  }

  private func pass(_ event: EncodedEvent) throws {
    metrics.count(.events, [event.envelope.topic.producer.rawValue, event.envelope.topic.event])
    cache.hear(event)
    if event.envelope.topic == TradeClosed.topic {
      let closed = try event.decode(TradeClosed.self)
      hub.forget(closed.tradeID, closed.symbol)
    }
    try hub.tell(event)
  }

  /// What the bus has lost. An owner that is away is asked again at its next heartbeat.
  private func replay(_ producer: ServiceName, _ numbers: inout [ServiceName: Int64]) async {
    metrics.count(.replays, [producer.rawValue])
    do {
      while !Task.isCancelled {
        let after = numbers[producer] ?? 0
        let reply = try await owners.ask(ReplayEvents(after: after, limit: 200), of: producer)
        if reply.truncated {
          numbers[producer] = reply.lastNumber
          cache.invalidateAll()
          return try hub.tellResync()
        }
        for wire in reply.events {
          let event = try EncodedEvent(wireFormat: Data(wire.utf8))
          guard let number = event.envelope.number, number > numbers[producer] ?? 0 else { continue }
          numbers[producer] = number
          try pass(event)
        }
        if reply.events.isEmpty || numbers[producer] ?? 0 >= reply.lastNumber { return }
      }
    } catch {
      logger.debug("no replay yet", metadata: ["producer": "\(producer.rawValue)", "error": "\(error)"])
    }
  }
}
