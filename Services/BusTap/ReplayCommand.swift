import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Messaging
import Model

/// `bus-tap replay`.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Shows a service's committed events after a number, read from its outbox.",
    discussion: """
      Nothing is published again: only this command sees them.

      Examples:
        bus-tap replay executor --after 0
        bus-tap replay risk-manager --after 1200 --limit 50 --json
      """)

  @Argument(help: "The service.")
  var service: ServiceName
  @Option(help: "The number before the first event shown.")
  var after: Int64
  @Option(help: "At most this many events.")
  var limit = 1000
  @Flag(help: "One JSON object a line: the envelope as on the wire.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard after >= 0 else { throw ValidationError("--after must not be below 0") }
    guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000000") }
  }

  func run() async throws {
    let printer = EventPrinter(filter: EventFilter(showsAll: true), asJSON: json, output: .standardOutput)
    try await TapBus.with(instance) { bus, _ in
      var position = after
      var left = limit
      while left > 0 {
        let reply = try await bus.ask(ReplayEvents(after: position, limit: min(left, 200)), of: service)
        if reply.truncated { Terminal.standardError.line("bus-tap: events after \(position) have been deleted; what is left follows") }
        for wire in reply.events {
          let event = try EncodedEvent(wireFormat: Data(wire.utf8))
          try printer.show(event)
          position = event.envelope.number ?? position
        }
        left -= reply.events.count
        if reply.events.isEmpty || position >= reply.lastNumber { return }
      }
    }
  }
}
