import FoundationEssentials
import Messages
import Messaging
import Model
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10))) struct RequestReplyTests {
  /// Runs `body` while `server` answers, then closes both.
  private func serving(
    _ server: Bus, client: Bus, _ reply: @escaping @Sendable (IncomingRequest) -> (ReplyHeader, Data), _ body: () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await BusPair.serve(server, reply) }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
      for bus in [server, client] { await bus.close() }
      try await group.waitForAll()
      try outcome.get()
    }
  }

  @Test func `a request is answered with its typed reply, and the header tells who asked`() async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses, "ada"))
    let callers = Mutex<[String]>([])
    try await serving(
      server, client: client,
      { request in
        callers.withLock { $0.append("\(request.header.caller) \(request.header.name) \(request.header.version)") }
        return (ReplyHeader(.ok), BusPair.pongPayload())
      }
    ) {
      let reply = try await client.ask(Ping(), of: .executor, within: .seconds(60))
      #expect(reply == BusPair.pong)
    }
    #expect(callers.withLock { $0 } == ["ada ping 1"])
  }

  @Test(arguments: [
    (ReplyHeader(.unsupported, message: "no such request"), BusError(.unsupported, "no such request")),
    (ReplyHeader(.failed, message: "it broke"), BusError(.failed, "it broke")),
    (ReplyHeader(.notLeader), BusError(.notLeader, "executor has no leader right now")),
  ]) func `a reply that is none becomes its error`(_ header: ReplyHeader, _ expected: BusError) async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    try await serving(server, client: client, { _ in (header, Data("{}".utf8)) }) {
      await #expect(throws: expected) {
        try await client.ask(
          name: Ping.name, version: Ping.version, payload: Data("{}".utf8), isRead: true, of: .executor, within: .seconds(60),
          shortestRound: .seconds(59))
      }
    }
  }

  @Test(arguments: [-3600, 3600])
  func `setting the clock neither lengthens nor shortens the wait for an answer`(_ seconds: Int) async throws {
    let looks = Mutex(0)
    // Set right after the first look at it.
    let time = TimeSource {
      let isFirst = looks.withLock { looks in
        looks += 1
        return looks == 1
      }
      return TimeSource.system.now + .seconds(isFirst ? 0 : seconds)
    }
    let client = try Bus(try TestBus.addresses(), caller: "test", time: time, logger: BusPair.logger)
    let clock = ContinuousClock()
    let start = clock.now
    await #expect(throws: BusError.self) { try await client.ask(Ping(), of: .executor, within: .milliseconds(400)) }
    #expect(clock.now - start >= .milliseconds(400) && clock.now - start < .seconds(60))
    await client.close()
  }

  @Test func `a reply that cannot be read is an error`() async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    try await serving(server, client: client, { _ in (ReplyHeader(.ok), Data([0xff, 0x00])) }) {
      await #expect(throws: DecodingError.self) { try await client.ask(Ping(), of: .executor, within: .seconds(60)) }
    }
  }

  @Test func `without a server the caller waits for its limit and no longer`() async throws {
    let client = try BusPair.bus(try TestBus.addresses())
    let clock = ContinuousClock()
    let waited = await clock.measure {
      await #expect(throws: BusError(.timeout, "executor did not answer ping within 0.3 seconds")) {
        try await client.ask(Ping(), of: .executor, within: .milliseconds(300))
      }
    }
    #expect(waited >= .milliseconds(295))
    #expect(waited < .seconds(20))
    await client.close()
  }

  @Test func `a service without an address is an error that names it`() async throws {
    let client = try BusPair.bus(BusAddresses(publishers: "ipc:///tmp/at-none-p", subscribers: "ipc:///tmp/at-none-s", services: [:]))
    await #expect(throws: BusError(.address, "there is no request address for executor")) {
      try await client.ask(Ping(), of: .executor)
    }
    await client.close()
  }

  @Test func `a service that starts after the caller gave up never sees the request`() async throws {
    let addresses = try TestBus.addresses()
    let client = try BusPair.bus(addresses)
    await #expect(throws: BusError.self) {
      try await client.ask(ListCycles(limit: 1), of: .executor, within: .milliseconds(100))
    }
    let server = try BusPair.bus(addresses, listening: .executor)
    let names = Mutex<[String]>([])
    try await serving(
      server, client: client,
      { request in
        names.withLock { $0.append(request.header.name) }
        return (ReplyHeader(.ok), BusPair.pongPayload())
      }
    ) {
      _ = try await client.ask(Ping(), of: .executor, within: .seconds(60))
    }
    #expect(names.withLock { $0 } == ["ping"])
  }

  @Test func `a service that starts before the deadline still answers`() async throws {
    let addresses = try TestBus.addresses()
    let client = try BusPair.bus(addresses)
    try await withThrowingTaskGroup(of: Ping.Reply.self) { group in
      group.addTask { try await client.ask(Ping(), of: .executor, within: .seconds(60)) }
      await Task.yield()
      let server = try BusPair.bus(addresses, listening: .executor)
      try await serving(server, client: client, { _ in (ReplyHeader(.ok), BusPair.pongPayload()) }) {
        let reply = try await group.next()
        #expect(reply == BusPair.pong)
      }
    }
  }

  @Test func `a restarted service is found again`() async throws {
    let addresses = try TestBus.addresses()
    let client = try BusPair.bus(addresses)
    for round in Int64(1)...3 {
      let server = try BusPair.bus(addresses, listening: .executor)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await BusPair.serve(server) { _ in (ReplyHeader(.ok), BusPair.pongPayload(round)) } }
        // A request that goes into the connection that is just ending is lost with it, and asked again.
        #expect(try await client.ask(Ping(), of: .executor, within: .seconds(60)).lastNumber == round)
        await server.close()
        try await group.waitForAll()
      }
    }
    await client.close()
  }

  @Test func `a read whose connection is lost is answered by the service when it is back`() async throws {
    let addresses = try TestBus.addresses()
    let (first, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    async let reply = client.ask(Ping(), of: .executor, within: .seconds(60))
    var requests = first.requests.makeAsyncIterator()
    _ = await requests.next()
    await first.close()
    let second = try BusPair.bus(addresses, listening: .executor)
    async let served: Void = BusPair.serve(second) { _ in (ReplyHeader(.ok), BusPair.pongPayload()) }
    let answer = try await reply
    #expect(answer == BusPair.pong)
    for bus in [second, client] { await bus.close() }
    try await served
  }

  @Test func `a change whose connection is lost fails at once: nobody knows whether it was made`() async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    let clock = ContinuousClock()
    let start = clock.now
    async let reply = client.ask(RunCycle(timeframe: .oneMinute), of: .executor, within: .seconds(600))
    var requests = server.requests.makeAsyncIterator()
    _ = await requests.next()
    await server.close()
    let lost = BusError(.timeout, "the connection to executor was lost before it answered run-cycle: whether it was done is not known")
    var failure: BusError?
    do { _ = try await reply } catch let error as BusError { failure = error }
    #expect(failure == lost)
    #expect(clock.now - start < .seconds(300))
    await client.close()
  }

  @Test func `a late reply is dropped and does not answer the next request`() async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    var requests = server.requests.makeAsyncIterator()
    // Connected, so that the next request is on its way long before its caller gives up.
    async let first = client.ask(Ping(), of: .executor, within: .seconds(60))
    try server.reply(to: try #require(await requests.next()), ReplyHeader(.ok), BusPair.pongPayload(0))
    #expect(try await first.lastNumber == 0)
    await #expect(throws: BusError.self) { try await client.ask(Ping(), of: .executor, within: .milliseconds(800)) }
    let late = try #require(await requests.next())
    async let answer = client.ask(Ping(), of: .executor, within: .seconds(60))
    try server.reply(to: late, ReplyHeader(.ok), BusPair.pongPayload(1))
    let next = try #require(await requests.next())
    try server.reply(to: next, ReplyHeader(.ok), BusPair.pongPayload(2))
    let reply = try await answer
    #expect(reply.lastNumber == 2)
    await server.close()
    await client.close()
  }

  @Test func `a cancelled caller gets its cancellation at once, also when it was cancelled before it asked`() async throws {
    let client = try BusPair.bus(try TestBus.addresses())
    let clock = ContinuousClock()
    let waited = await clock.measure {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<50 {
          group.addTask {
            await #expect(throws: CancellationError.self) { try await client.ask(Ping(), of: .executor, within: .seconds(120)) }
          }
        }
        group.cancelAll()
      }
    }
    #expect(waited < .seconds(60))
    await client.close()
  }

  @Test func `closing fails what is pending, and what is asked afterwards`() async throws {
    let client = try BusPair.bus(try TestBus.addresses())
    let pending = Tally()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<10 {
        group.addTask {
          pending.add()
          let error = await #expect(throws: BusError.self) { try await client.ask(Ping(), of: .executor, within: .seconds(60)) }
          #expect(error?.code == .closed)
        }
      }
      group.addTask {
        while pending.count < 10 { await Task.yield() }
        await client.close()
      }
    }
    let error = await #expect(throws: BusError.self) { try await client.ask(Ping(), of: .executor) }
    #expect(error?.code == .closed)
  }

  @Test func `five hundred concurrent requests each get their own reply`() async throws {
    let addresses = try TestBus.addresses()
    let (server, client) = (try BusPair.bus(addresses, listening: .executor), try BusPair.bus(addresses))
    try await serving(server, client: client, { (ReplyHeader(.ok), $0.payload) }) {
      try await withThrowingTaskGroup(of: (Int, Data).self) { group in
        for number in 0..<500 {
          group.addTask {
            let payload = Data("{\"n\":\(number)}".utf8)
            return (number, try await client.ask(name: "echo", version: 1, payload: payload, of: .executor, within: .seconds(60)))
          }
        }
        var answered = 0
        for try await (number, reply) in group {
          #expect(String(decoding: reply, as: UTF8.self) == "{\"n\":\(number)}")
          answered += 1
        }
        #expect(answered == 500)
      }
    }
  }
}
