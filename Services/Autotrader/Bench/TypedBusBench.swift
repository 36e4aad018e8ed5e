import FoundationEssentials
import Instance
import Logging
import Messages
import Messaging
import Model

/// Typed events through the bus of two processes' worth of sockets, encoding and decoding included.
struct TypedBusBench: Sendable {
  let addresses: BusAddresses
  let logger: Logger

  func measure(_ count: Int) async throws -> BenchBusReport.Path {
    let publisher = try Bus(addresses, caller: "bench", logger: logger)
    let subscriber = try Bus(addresses, caller: "bench", subscribing: [Topic.prefix(of: .analyzer)], logger: logger)
    let result: Result<BenchBusReport.Path, any Error>
    do {
      result = .success(try await measure(count, publisher, subscriber))
    } catch {
      result = .failure(error)
    }
    await publisher.close()
    await subscriber.close()
    return try result.get()
  }

  private func measure(_ count: Int, _ publisher: Bus, _ subscriber: Bus) async throws -> BenchBusReport.Path {
    var events = subscriber.events.makeAsyncIterator()
    try await join(publisher, &events)
    let clock = ContinuousClock()
    var delays: [Duration] = []
    for number in 1...Int64(count) {
      let start = clock.now
      try publish(number, publisher)
      try await receive(number, &events)
      delays.append(clock.now - start)
    }
    let start = clock.now
    let last = Int64(count) + Int64(count * 4)
    var (sent, received) = (Int64(count), Int64(count))
    while received < last {
      while sent - received < RawBusBench.window, sent < last {
        sent += 1
        try publish(sent, publisher)
      }
      received += 1
      try await receive(received, &events)
    }
    return BenchBusReport.Path(delays, perSecond: Double(count * 4) / (clock.now - start).inSeconds)
  }

  /// The subscription needs a moment to reach the publisher; a request trace of nobody wakes the iterator meanwhile.
  private func join(_ publisher: Bus, _ events: inout AsyncStream<EncodedEvent>.Iterator) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for _ in 0..<1000 {
          try publish(0, publisher)
          do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
        }
        await publisher.close()
      }
      guard await events.next() != nil else { throw CommandFailure(.failed, "nothing passes the forwarder") }
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func publish(_ number: Int64, _ publisher: Bus) throws {
    let envelope = Envelope(
      id: .random(), topic: BenchFact.topic, version: BenchFact.version, occurredAt: TimeSource.system.now, number: number,
      correlationID: .random(), causationID: nil, actBefore: nil)
    try publisher.publish(EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(BenchFact(number))))
  }

  /// What is left of the joining has the number 0.
  private func receive(_ number: Int64, _ events: inout AsyncStream<EncodedEvent>.Iterator) async throws {
    while let event = await events.next() {
      let fact: BenchFact = try event.decode()
      if fact.number == 0 { continue }
      guard fact.number == number else { throw CommandFailure(.failed, "message \(number) was lost on the bus") }
      return
    }
    throw CommandFailure(.failed, "the bus was closed")
  }
}
