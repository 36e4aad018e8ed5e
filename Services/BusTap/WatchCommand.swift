import ArgumentParser
import Instance
import Logging
import Messaging
import Model

/// `bus-tap watch`.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows each event as it is published, one line each, until Ctrl-C.",
    discussion: """
      Examples:
        bus-tap watch --service risk-manager
        bus-tap watch --cycle 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11
        bus-tap watch --all --json
      """)

  @Flag(help: "One JSON object a line: the envelope as on the wire.")
  var json = false
  @Option(help: "Events of this service only.")
  var service: ServiceName?
  @Option(help: "Events of this name only, such as trade.opened.")
  var event: String?
  @Option(help: "Events that name this cycle.")
  var cycle: String?
  @Option(help: "Events that name this trade (or its proposal, which has the same id).")
  var trade: String?
  @Flag(help: "Heartbeats, request traces and position updates too.")
  var all = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if let cycle, CycleID(cycle) == nil { throw ValidationError("'\(cycle)' is not a cycle's id") }
    if let trade, TradeID(trade) == nil { throw ValidationError("'\(trade)' is not a trade's id") }
  }

  var filter: EventFilter {
    // An id may be given in capitals; on the wire it is in lower case.
    let identifiers = [cycle.flatMap { CycleID($0) }?.description, trade.flatMap { TradeID($0) }?.description]
    return EventFilter(service: service, event: event, identifiers: identifiers.compactMap { $0 }, showsAll: all)
  }

  func run() async throws {
    let location = try instance.locate()
    let logger = Logger(label: "bus-tap") { _ in SwiftLogNoOpLogHandler() }
    try await EventWatch(
      addresses: location.addresses, filter: filter, asJSON: json, output: .standardOutput, notices: .standardError, logger: logger
    ).run()
  }
}
