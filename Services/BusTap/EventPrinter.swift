import Instance
import Messages

/// Prints events that pass a filter, for people or as on the wire.
struct EventPrinter: Sendable {
  let filter: EventFilter
  let asJSON: Bool
  let output: Terminal

  func show(_ event: EncodedEvent) throws {
    guard filter.accepts(event) else { return }
    output.line(asJSON ? String(decoding: try event.wireFormat(), as: UTF8.self) : EventLine(event).text(for: output))
  }
}
