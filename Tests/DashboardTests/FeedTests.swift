import FoundationEssentials
import Messages
import Model
import TestKit
import Testing

@testable import Dashboard

/// The bus loses messages; the pages must not.
@Suite struct FeedTests {
  private func heartbeat(_ last: Int64, _ role: ReplicaRole? = nil, epoch: Int64? = nil) throws -> EncodedEvent {
    EncodedEvent(
      envelope: Envelope(
        id: .random(), topic: Topic(.riskManager, Heartbeat.event), version: Heartbeat.version, occurredAt: Fixture.start, number: nil,
        correlationID: .random(), causationID: nil, actBefore: nil),
      payload: try Wire.encoder.encode(
        Heartbeat(lastNumber: last, instance: "risk-manager", startedAt: Fixture.start, role: role, epoch: epoch)))
  }

  /// The owner's outbox holds events `1...last`, decided by their number; those up to `deleted` are gone.
  private func owner(last: Int64, deleted: Int64 = 0) -> ScriptedOwners {
    ScriptedOwners(replies: [
      ReplayEvents.name: { data in
        let request = try Wire.decoder.decode(ReplayEvents.self, from: data)
        let first = max(request.after, deleted) + 1
        let wires =
          try first > last
          ? []
          : (first...last).map {
            String(decoding: try Fixture.resumed("\($0)", number: $0).wireFormat(), as: UTF8.self)
          }
        return ReplayEvents.Reply(events: wires, lastNumber: last, truncated: request.after < deleted)
      }
    ])
  }

  /// What a socket in the room of alerts hears of the given messages: who decided, or `resync`.
  private func heard(_ messages: [EncodedEvent], _ owners: ScriptedOwners) async throws -> [String] {
    let hub = LiveHub(time: TestClock().source)
    let queue = ClientQueue()
    let client = try #require(hub.join(queue))
    #expect(try hub.subscribe(client, to: [.alerts], after: nil))
    let (events, continuation) = AsyncStream.makeStream(of: EncodedEvent.self)
    for message in messages { continuation.yield(message) }
    continuation.finish()
    try await LiveFeed(
      owners: owners, hub: hub, cache: ReadCache(time: TestClock().source), presence: SystemPresence(time: TestClock().source),
      metrics: DashboardMetrics(), events: events, logger: Fixture.quiet
    ).run()
    queue.close()
    var texts: [String] = []
    await queue.drain { texts += $0.map(\.text) }
    return texts.compactMap { text in
      if text.contains("\"type\":\"resync\"") { return "resync" }
      return text.firstRange(of: "\"decidedBy\":\"").map { String(text[$0.upperBound...].prefix { $0 != "\"" }) }
    }
  }

  @Test("Events that the bus has lost are told before the one that shows the gap, each once and in order")
  func gap() async throws {
    let messages = [
      try heartbeat(3), try Fixture.resumed("4", number: 4), try Fixture.resumed("4", number: 4), try Fixture.resumed("7", number: 7),
      try Fixture.resumed("6", number: 6),
    ]
    #expect(try await heard(messages, owner(last: 7)) == ["4", "5", "6", "7"])
  }

  @Test("A heartbeat that is ahead brings what was lost at the end")
  func behind() async throws {
    #expect(try await heard([try heartbeat(3), try heartbeat(5)], owner(last: 5)) == ["4", "5"])
  }

  @Test("When the owner has deleted what was lost, every socket loads anew, and goes on from there")
  func truncated() async throws {
    let messages = [try heartbeat(3), try heartbeat(9), try Fixture.resumed("10", number: 10)]
    #expect(try await heard(messages, owner(last: 9, deleted: 6)) == ["resync", "10"])
  }

  @Test("An owner that is away is asked again at its next heartbeat")
  func away() async throws {
    let silent = ScriptedOwners()
    #expect(try await heard([try heartbeat(3), try heartbeat(5)], silent).isEmpty)
    // Nothing is told past a gap: it would never be filled.
    #expect(try await heard([try heartbeat(3), try Fixture.resumed("5", number: 5)], silent).isEmpty)
  }

  @Test("A producer that was restored from a backup goes back: every socket loads anew, once, and its next events are told")
  func restored() async throws {
    let backup = try (0..<8).map { _ in try heartbeat(3) }
    let messages = [try heartbeat(9)] + backup + [try Fixture.resumed("4", number: 4), try heartbeat(4)]
    #expect(try await heard(messages, owner(last: 4)) == ["resync", "4"])
  }

  @Test("A lease's epoch that goes back tells of a restored producer too, though its numbers may be ahead again")
  func restoredEpoch() async throws {
    let backup = try (0..<5).map { _ in try heartbeat(3, .leader, epoch: 6) }
    #expect(try await heard([try heartbeat(3, .leader, epoch: 7)] + backup, owner(last: 3)) == ["resync"])
  }

  @Test("A few late heartbeats, a standby's old number and a frozen leader's last word are no restored backup")
  func late() async throws {
    let late = [try heartbeat(3), try heartbeat(3), try heartbeat(4)]
    let standby = try (0..<9).map { _ in try heartbeat(1, .standby) }
    let frozen = [try heartbeat(4, .leader, epoch: 7), try heartbeat(4, .leader, epoch: 6), try heartbeat(4, .leader, epoch: 7)]
    #expect(try await heard([try heartbeat(4)] + late + late + standby + frozen + frozen, owner(last: 4)).isEmpty)
  }
}
