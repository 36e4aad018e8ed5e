import ArgumentParser
import Model

/// Which events a command shows; the same for live events and recorded ones.
struct FilterOptions: ParsableArguments {
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

  func validate() throws {
    if let cycle, CycleID(cycle) == nil { throw ValidationError("'\(cycle)' is not a cycle's id") }
    if let trade, TradeID(trade) == nil { throw ValidationError("'\(trade)' is not a trade's id") }
  }

  var filter: EventFilter {
    // An id may be given in capitals; on the wire it is in lower case.
    let identifiers = [cycle.flatMap { CycleID($0) }?.description, trade.flatMap { TradeID($0) }?.description]
    return EventFilter(service: service, event: event, identifiers: identifiers.compactMap { $0 }, showsAll: all)
  }
}
