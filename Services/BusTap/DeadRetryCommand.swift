import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `bus-tap dead retry`.
struct DeadRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Has a parked event handled again, and those of its key with it, in their order.",
    discussion: """
      The first that fails again ends it; that one and those behind it stay parked. Entries whose time has passed expire instead.

      Example: bus-tap dead retry 2f1b7c1e-0d5c-4f3a-9a53-6f2f0c5c7d10
      """)

  @OptionGroup var search: DeadLetterSearch
  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Row: Encodable {
    let service: ServiceName
    let outcome: RetryDeadLetters.Reply.Outcome
    let handled: Int
    let remaining: Int
    let error: String?
  }

  func run() async throws {
    let terminal = Terminal.standardOutput
    let rows = try await TapBus.with(instance) { bus, _ in
      var rows: [Row] = []
      for (service, id, _) in try await search.find(bus) { rows.append(try await retry(id, service, bus)) }
      return rows
    }
    for row in rows where json { try terminal.json(row) }
    for row in rows where !json { terminal.line("\(row.service.rawValue): \(row.handled) handled, \(row.remaining) still parked") }
    if let failed = rows.first(where: { $0.outcome == .failed }) {
      throw CommandFailure(.failed, "\(failed.service.rawValue) failed again: \(failed.error ?? "no reason given")")
    }
  }

  /// A service handles a part for each request; the event that was named may be gone by the second.
  private func retry(_ id: EventID, _ service: ServiceName, _ bus: Bus) async throws -> Row {
    var handled = 0
    var event = id
    while true {
      let reply = try await bus.ask(RetryDeadLetters(eventID: event), of: service, within: .seconds(30))
      handled += reply.handled
      if reply.outcome == .more, reply.handled > 0, let next = reply.nextEventID {
        event = next
        continue
      }
      return Row(service: service, outcome: reply.outcome, handled: handled, remaining: reply.remaining, error: reply.error)
    }
  }
}
