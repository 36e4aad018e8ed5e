import FoundationEssentials
import Instance
import Logging
import MessageBus
import Messages
import Messaging
import Model
import TestKit
import Testing

@testable import BusTap

/// Against a real message-bus on loopback ports.
@Suite(.timeLimit(.minutes(10))) struct LiveBusTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Runs `body` while a message-bus runs on `addresses`.
  private func withMessageBus(_ addresses: BusAddresses, _ body: @Sendable @escaping () async throws -> Void) async throws {
    let service = MessageBusService(addresses: addresses, instance: "test", logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run(catchesSignals: false) }
      group.addTask { try await body() }
      try await group.next()
      group.cancelAll()
    }
  }

  @Test func messageBusAnswersAPing() async throws {
    let addresses = try LoopbackPorts.addresses([.messageBus])
    try await withMessageBus(addresses) {
      let bus = try Bus(addresses, caller: "test", logger: logger)
      let result = await PingResult.of(.messageBus, bus, addresses: addresses, within: .seconds(120))
      await bus.close()
      #expect(result.ok)
      #expect(result.lastNumber == 0)
      #expect(result.version != nil)
    }
  }

  @Test func aSilentServiceIsNamedWithItsAddress() async throws {
    let addresses = try LoopbackPorts.addresses([.executor])
    let bus = try Bus(addresses, caller: "test", logger: logger)
    let result = await PingResult.of(.executor, bus, addresses: addresses, within: .milliseconds(50))
    await bus.close()
    let address = try #require(addresses.services[.executor]?.first)
    #expect(!result.ok)
    #expect(result.sentence.hasPrefix("executor does not answer at \(address): "))
  }

  @Test func messageBusRefusesOtherRequests() async throws {
    let addresses = try LoopbackPorts.addresses([.messageBus])
    try await withMessageBus(addresses) {
      let bus = try Bus(addresses, caller: "test", logger: logger)
      let error = await #expect(throws: BusError.self) {
        try await bus.ask(ReplayEvents(after: 0, limit: 1), of: .messageBus, within: .seconds(120))
      }
      await bus.close()
      #expect(error?.code == .unsupported)
    }
  }

  @Test func watchPrintsTheEnvelopeAsOnTheWire() async throws {
    let addresses = try LoopbackPorts.addresses([.messageBus])
    let (lines, writer) = AsyncStream.makeStream(of: String.self)
    try await withMessageBus(addresses) {
      let event = try EventSample.event("chart-sourcer.cycle.skipped", #"{"reason":"late"}"#, number: 3)
      let expected = String(decoding: try event.wireFormat(), as: UTF8.self) + "\n"
      let publisher = try Bus(addresses, caller: "test", logger: logger)
      try await withThrowingTaskGroup(of: Void.self) { group in
        let output = Terminal(hasColours: false) { writer.yield($0) }
        let watch = EventWatch(
          addresses: addresses, filter: EventFilter(showsAll: true), asJSON: true, output: output,
          notices: Terminal(hasColours: false) { _ in }, logger: logger)
        group.addTask { try await watch.run() }
        // A publication before both sides are connected is lost: each heartbeat that is shown starts another try.
        for await line in lines {
          if line == expected { break }
          try publisher.publish(event)
        }
        group.cancelAll()
      }
      await publisher.close()
    }
  }
}
