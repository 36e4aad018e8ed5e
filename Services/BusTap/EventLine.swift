import Instance
import Messages
import Model

/// One event as one line for people: time, producer, event, number, and the payload in short.
struct EventLine {
  private let envelope: Envelope
  private let summary: String

  static let maximumSummary = 160

  init(_ event: EncodedEvent) {
    envelope = event.envelope
    do {
      let text = try Wire.decoder.decode(PayloadSummary.self, from: event.payload).text
      summary = text.count > Self.maximumSummary ? text.prefix(Self.maximumSummary - 1) + "…" : text
    } catch {
      summary = "(unreadable payload: \(error))"
    }
  }

  func text(for terminal: Terminal) -> String {
    let number = envelope.number.map { "#\($0)" } ?? "–"
    return [
      terminal.styled(envelope.occurredAt.clock, .dim),
      terminal.styled(envelope.topic.producer.rawValue.padded(to: 16), .cyan),
      terminal.styled(envelope.topic.event.padded(to: 18), style),
      number.padded(to: 6),
      summary,
    ].joined(separator: " ")
  }

  private var style: Terminal.Style {
    let event = envelope.topic.event
    if ["failed", "alert", "halted"].contains(where: event.contains) { return .red }
    if ["declined", "rejected", "expired", "skipped"].contains(where: event.contains) { return .yellow }
    return event.hasPrefix("trade.") || event.hasPrefix("order.") ? .green : .bold
  }
}
