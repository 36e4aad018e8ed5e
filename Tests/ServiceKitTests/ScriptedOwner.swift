import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import Synchronization
import TestKit

/// The executor as a consumer sees it: an outbox in memory that answers replays.
final class ScriptedOwner: Sendable {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private struct State {
    var events: [EncodedEvent] = []
    var deletedUpTo: Int64 = 0
    var replays = 0
  }

  private let state = Mutex(State())
  private let bus: Bus

  init(_ addresses: BusAddresses, _ events: [EncodedEvent] = []) throws {
    state.withLock { $0.events = events }
    bus = try Bus(addresses, caller: "owner", listening: .executor, logger: Self.logger)
  }

  var replays: Int { state.withLock { $0.replays } }

  /// Commits one more event.
  @discardableResult
  func commit(
    _ message: String, trade: TradeID = .random(), version: Int = 1, actBefore: Timestamp? = nil, story: CorrelationID = .random()
  )
    throws -> EncodedEvent
  {
    guard let symbol = Symbol("BTCUSDT") else { throw TestFailure("BTCUSDT is a symbol") }
    let event = TradeFailed(tradeID: trade, cycleID: .random(), symbol: symbol, reason: "test", message: message)
    let payload = try Wire.encoder.encode(event)
    return state.withLock { state in
      let envelope = Envelope(
        id: .random(), topic: TradeFailed.topic, version: version, occurredAt: Timestamp(milliseconds: 1),
        number: Int64(state.events.count + 1), correlationID: story, causationID: nil, actBefore: actBefore)
      state.events.append(EncodedEvent(envelope: envelope, payload: payload))
      return EncodedEvent(envelope: envelope, payload: payload)
    }
  }

  func deleteEvents(upTo number: Int64) { state.withLock { $0.deletedUpTo = number } }

  /// As a backup of this slice alone does it.
  func restore(upTo number: Int) { state.withLock { $0.events.removeLast($0.events.count - number) } }

  func heartbeat() throws -> EncodedEvent {
    let last = state.withLock { Int64($0.events.count) }
    let envelope = Envelope(
      id: .random(), topic: Topic(.executor, Heartbeat.event), version: 1, occurredAt: Timestamp(milliseconds: 1), number: nil,
      correlationID: .random(), causationID: nil, actBefore: nil)
    let heartbeat = Heartbeat(lastNumber: last, instance: "owner", startedAt: Timestamp(milliseconds: 1))
    return EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(heartbeat))
  }

  /// Answers replays until the bus is closed.
  func serve() async throws {
    for await request in bus.requests {
      let asked = try Wire.decoder.decode(ReplayEvents.self, from: request.payload)
      let reply = state.withLock { state in
        state.replays += 1
        let events = state.events.dropFirst(Int(max(asked.after, state.deletedUpTo))).prefix(min(asked.limit, 3))
        return (Array(events), Int64(state.events.count), asked.after < state.deletedUpTo)
      }
      let wires = try reply.0.map { String(decoding: try $0.wireFormat(), as: UTF8.self) }
      let payload = try Wire.encoder.encode(ReplayEvents.Reply(events: wires, lastNumber: reply.1, truncated: reply.2))
      try bus.reply(to: request, ReplyHeader(.ok), payload)
    }
  }

  func close() async { await bus.close() }
}
