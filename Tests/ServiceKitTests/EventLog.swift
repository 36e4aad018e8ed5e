import Messages
import Messaging

/// Collects what a bus hears.
actor EventLog {
  private(set) var events: [EncodedEvent] = []

  func collect(_ bus: Bus) async {
    for await event in bus.events { events.append(event) }
  }

  var numbers: [Int64] { events.compactMap(\.envelope.number) }
}
