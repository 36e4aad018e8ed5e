import Messages
import Messaging
import Model
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10))) struct PublishSubscribeTests {
  /// Runs `body` beside the collecting loops and closes everything afterwards.
  private func collecting(_ pairs: [(Heard, Bus)], closing others: [Bus], _ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (heard, bus) in pairs { group.addTask { await heard.collect(bus) } }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
      for bus in pairs.map(\.1) + others { await bus.close() }
      try await group.waitForAll()
      try outcome.get()
    }
  }

  @Test func `a subscriber hears the producers of its prefixes and no others`() async throws {
    let addresses = try TestBus.addresses()
    let forwarder = try Forwarder(addresses)
    let publisher = try BusPair.bus(addresses)
    let subscriber = try BusPair.bus(addresses, subscribing: [Topic.prefix(of: .executor)])
    let heard = Heard()
    try await collecting([(heard, subscriber)], closing: [publisher]) {
      try await BusPair.join(publisher, heard)
      try publisher.publish(BusPair.event(1, from: .analyzer))
      let sent = BusPair.event(2)
      try publisher.publish(sent)
      try await eventually("the event has arrived") { await heard.numbers(of: .executor).contains(2) }
      #expect(await heard.numbers(of: .analyzer).isEmpty)
    }
    await forwarder.close()
  }

  @Test func `two subscribers hear the same ten thousand events in order and complete`() async throws {
    let addresses = try TestBus.addresses()
    let forwarder = try Forwarder(addresses)
    let publisher = try BusPair.bus(addresses)
    let prefix = Topic.prefix(of: .executor)
    let (first, second) = (try BusPair.bus(addresses, subscribing: [prefix]), try BusPair.bus(addresses, subscribing: [prefix]))
    let (heard, heardToo) = (Heard(), Heard())
    let count: Int64 = 10_000
    try await collecting([(heard, first), (heardToo, second)], closing: [publisher]) {
      try await BusPair.join(publisher, heard)
      try await BusPair.join(publisher, heardToo)
      // As many as the queues hold, then the next: nothing is dropped.
      for batch in stride(from: 0, to: count, by: 1000) {
        for number in batch + 1...batch + 1000 { try publisher.publish(BusPair.event(number)) }
        for each in [heard, heardToo] {
          try await eventually("all have arrived", within: .seconds(60)) { await each.numbers(of: .executor).last == batch + 1000 }
        }
      }
      for each in [heard, heardToo] {
        #expect(await each.numbers(of: .executor).filter { $0 > 0 } == Array(1...count))
      }
    }
    await forwarder.close()
  }

  @Test func `after a restart of the forwarder at the same addresses events flow again`() async throws {
    let addresses = try TestBus.addresses()
    let forwarder = try Forwarder(addresses)
    let publisher = try BusPair.bus(addresses)
    let subscriber = try BusPair.bus(addresses, subscribing: [Topic.prefix(of: .executor)])
    let heard = Heard()
    try await collecting([(heard, subscriber)], closing: [publisher]) {
      try await BusPair.join(publisher, heard)
      await forwarder.close()
      let restarted = try Forwarder(addresses)
      try await eventually("events flow again") {
        try publisher.publish(BusPair.event(9))
        return await heard.numbers(of: .executor).contains(9)
      }
      await restarted.close()
    }
  }

  private static func loopback() throws -> (BusAddresses, ports: [Int]) {
    let ports = try LoopbackPorts.free(3)
    let at = ports.map { "tcp://127.0.0.1:\($0)" }
    return (BusAddresses(publishers: at[0], subscribers: at[1], services: [.executor: [at[2]]]), ports)
  }

  @Test func `addresses are free as soon as close has returned, twenty times in a row`() async throws {
    let (addresses, _) = try Self.loopback()
    for _ in 0..<20 {
      let forwarder = try Forwarder(addresses)
      let bus = try BusPair.bus(addresses, listening: .executor)
      await bus.close()
      await forwarder.close()
    }
    let last = try BusPair.bus(addresses, listening: .executor)
    await last.close()
    #expect(throws: Never.self) { try Forwarder(addresses) }
  }

  @Test func `a port in use is one sentence that names the address`() async throws {
    let (addresses, ports) = try Self.loopback()
    let forwarder = try Forwarder(addresses)
    let bus = try BusPair.bus(addresses, listening: .executor)
    #expect(
      throws: BusError(.address, "cannot listen on tcp://127.0.0.1:\(ports[0]): the port is in use by another program")
    ) { try Forwarder(addresses) }
    #expect(
      throws: BusError(.address, "cannot listen on tcp://127.0.0.1:\(ports[2]): the port is in use by another program")
    ) { try BusPair.bus(addresses, listening: .executor) }
    await bus.close()
    await forwarder.close()
  }

  @Test(arguments: ["nonsense", "tcp://127.0.0.1", "tcp://127.0.0.1:x", "http://127.0.0.1:1", ""])
  func `a malformed address is refused at once and named`(_ address: String) throws {
    let addresses = BusAddresses(publishers: address, subscribers: "ipc:///tmp/unused", services: [:])
    let error = #expect(throws: BusError.self) { try BusPair.bus(addresses) }
    #expect(error?.code == .address)
    #expect(error?.message.contains("the address \(address)") == true)
  }

  @Test func `closing ends the streams, also when the closing task is cancelled`() async throws {
    let addresses = try TestBus.addresses()
    let bus = try BusPair.bus(addresses, listening: .executor)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in bus.events {} }
      group.addTask { for await _ in bus.requests {} }
      group.addTask { await bus.close() }
      group.cancelAll()
    }
    await bus.close()
    let again = try BusPair.bus(addresses, listening: .executor)
    await again.close()
    #expect(throws: Never.self) { try bus.publish(BusPair.event(1)) }
  }
}
