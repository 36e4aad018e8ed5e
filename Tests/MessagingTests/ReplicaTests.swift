import FoundationEssentials
import Messages
import Messaging
import Model
import Synchronization
import TestKit
import Testing

/// The address list of a service with two replicas, as its clients see it.
@Suite(.timeLimit(.minutes(10))) struct ReplicaTests {
  private struct Replicas {
    let client: Bus
    let first: Bus
    let second: Bus
    /// Those that listen.
    private let there: [String]

    init(listening: (first: Bool, second: Bool)) throws {
      let base = try TestBus.addresses()
      let endpoint = try #require(base.services[.executor]?.first)
      let endpoints = ["\(endpoint).1", "\(endpoint).2"]
      let addresses = BusAddresses(
        publishers: base.publishers, subscribers: base.subscribers, services: base.services.merging([.executor: endpoints]) { $1 })
      func replica(_ index: Int, _ isListening: Bool) throws -> Bus {
        try Bus(
          addresses, caller: "replica", listening: isListening ? .executor : nil, listenAddress: endpoints[index], logger: BusPair.logger)
      }
      client = try BusPair.bus(addresses)
      first = try replica(0, listening.first)
      second = try replica(1, listening.second)
      there = zip(endpoints, [listening.first, listening.second]).filter { $0.1 }.map { $0.0 }
    }

    /// A replica that is not connected yet is passed over, which is not what these tests are about.
    private func connect() async throws {
      for endpoint in there {
        await #expect(throws: BusError(.unsupported, "connected")) {
          try await client.ask(GetHealth(), of: .executor, at: endpoint, within: .seconds(60))
        }
      }
    }

    func run(
      first firstReply: @escaping @Sendable (IncomingRequest) -> (ReplyHeader, Data)?,
      second secondReply: @escaping @Sendable (IncomingRequest) -> (ReplyHeader, Data)?, _ body: (Bus) async throws -> Void
    ) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (bus, reply) in [(first, firstReply), (second, secondReply)] {
          group.addTask {
            for await request in bus.requests {
              if request.header.name == GetHealth.name {
                try bus.reply(to: request, ReplyHeader(.unsupported, message: "connected"))
              } else if let (header, payload) = reply(request) {
                try bus.reply(to: request, header, payload)
              }
            }
          }
        }
        let outcome: Result<Void, any Error>
        do {
          try await connect()
          outcome = .success(try await body(client))
        } catch { outcome = .failure(error) }
        for bus in [client, first, second] { await bus.close() }
        try await group.waitForAll()
        try outcome.get()
      }
    }
  }

  @Test func `when the first replica is dead the second answers within the deadline`() async throws {
    let replicas = try Replicas(listening: (false, true))
    try await replicas.run(first: { _ in nil }, second: { _ in (ReplyHeader(.ok), BusPair.pongPayload(2)) }) { client in
      let reply = try await client.ask(Ping(), of: .executor, within: .seconds(60))
      #expect(reply.lastNumber == 2)
    }
  }

  @Test func `a standby is passed over at once`() async throws {
    let replicas = try Replicas(listening: (true, true))
    let clock = ContinuousClock()
    try await replicas.run(
      first: { _ in (ReplyHeader(.notLeader), Data("{}".utf8)) }, second: { _ in (ReplyHeader(.ok), BusPair.pongPayload(2)) }
    ) { client in
      let start = clock.now
      let reply = try await client.ask(Ping(), of: .executor, within: .seconds(600))
      #expect(reply.lastNumber == 2)
      // Half of the time would have been the first one's.
      #expect(clock.now - start < .seconds(300))
    }
  }

  @Test func `two standbys are no leader`() async throws {
    let replicas = try Replicas(listening: (true, true))
    try await replicas.run(
      first: { _ in (ReplyHeader(.notLeader), Data("{}".utf8)) }, second: { _ in (ReplyHeader(.notLeader), Data("{}".utf8)) }
    ) { client in
      // In a short round a slow answer would be an unknown outcome.
      await #expect(throws: BusError(.notLeader, "executor has no leader right now")) {
        try await client.ask(
          name: Ping.name, version: Ping.version, payload: Data("{}".utf8), isRead: true, of: .executor, within: .seconds(60),
          shortestRound: .seconds(59))
      }
    }
  }

  @Test func `a silent leader before a standby is a timeout: whether it acted is unknown`() async throws {
    let replicas = try Replicas(listening: (true, true))
    try await replicas.run(first: { _ in nil }, second: { _ in (ReplyHeader(.notLeader), Data("{}".utf8)) }) { client in
      let error = await #expect(throws: BusError.self) { try await client.ask(Ping(), of: .executor, within: .seconds(1)) }
      #expect(error?.code == .timeout)
    }
  }

  @Test func `a replica that was passed over is told the deadline of its own turn`() async throws {
    let replicas = try Replicas(listening: (true, true))
    let deadlines = Mutex<[Timestamp]>([])
    try await replicas.run(
      first: { request in
        deadlines.withLock { $0.append(request.header.deadline) }
        return nil
      },
      second: { request in
        deadlines.withLock { $0.append(request.header.deadline) }
        return (ReplyHeader(.ok), BusPair.pongPayload())
      }
    ) { client in
      let start = TimeSource.system.now
      _ = try await client.ask(Ping(), of: .executor, within: .seconds(8))
      let told = deadlines.withLock { $0 }
      try #require(told.count == 2)
      // Half of the time is the first one's, all that is left the second one's.
      #expect(told[1] > start + .milliseconds(7900))
      #expect(told[0] < told[1] - .seconds(3))
    }
  }
}
