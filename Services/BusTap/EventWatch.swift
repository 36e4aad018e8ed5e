import FoundationEssentials
import Instance
import Logging
import Messages
import Messaging
import Model

/// Prints events until its task is cancelled or the bus is closed.
package struct EventWatch: Sendable {
  private let addresses: BusAddresses
  private let filter: EventFilter
  private let asJSON: Bool
  private let output: Terminal
  private let notices: Terminal
  private let logger: Logger

  /// Heartbeats come every second: silence for this long means that nothing is connected.
  static let patience = Duration.seconds(3)

  package init(addresses: BusAddresses, filter: EventFilter, asJSON: Bool, output: Terminal, notices: Terminal, logger: Logger) {
    self.addresses = addresses
    self.filter = filter
    self.asJSON = asJSON
    self.output = output
    self.notices = notices
    self.logger = logger
  }

  /// - Throws: `BusError` `address`.
  package func run() async throws {
    let bus = try Bus(addresses, caller: "bus-tap", subscribing: filter.producers.map(Topic.prefix(of:)), logger: logger)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await Task.sleep(for: Self.patience) } catch { return }
        notices.line("bus-tap: nothing heard from \(addresses.subscribers) yet: is the system running?")
      }
      for await event in bus.events {
        group.cancelAll()  // Something is heard: no notice.
        show(event)
      }
      group.cancelAll()
    }
    await bus.close()
  }

  private func show(_ event: EncodedEvent) {
    do {
      try EventPrinter(filter: filter, asJSON: asJSON, output: output).show(event)
    } catch {
      notices.line("bus-tap: an event of \(event.envelope.topic) cannot be shown: \(error)")
    }
  }
}
