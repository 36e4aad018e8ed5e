import Instance
import Messages
import Model

/// What `stats` prints.
struct BusReport: Encodable, Equatable, Sendable {
  struct Process: Encodable, Equatable, Sendable {
    let service: ServiceName
    let instance: String
    /// `leader` or `standby`; nil for one that has no replicas.
    let role: String?
    let isUp: Bool
    let silentMilliseconds: Int64
    let startedAt: String
    let lastNumber: Int64
    /// How often numbers were missing, and how many in all: lost on the way to this tap, or everywhere.
    let gaps: Int
    let missing: Int64
  }

  struct Stream: Encodable, Equatable, Sendable {
    let topic: Topic
    let count: Int
    let perSecond: Double
    /// From occurring to arriving here.
    let millisecondsP50: Double
    let millisecondsP99: Double
  }

  let seconds: Double
  let events: Int
  let perSecond: Double
  let services: [Process]
  let topics: [Stream]

  func write(to terminal: Terminal) {
    terminal.line(terminal.styled("\(events) events in \(seconds) s, \(perSecond) a second", .bold))
    for process in services {
      let state = process.isUp ? terminal.styled("up  ", .green) : terminal.styled("down", .red)
      let name = process.instance == process.service.rawValue ? process.instance : "\(process.service.rawValue) (\(process.instance))"
      let lost = process.missing == 0 ? "no gaps" : terminal.styled("\(process.missing) missing in \(process.gaps) gaps", .yellow)
      terminal.line(
        "  \(state) \(name.padded(to: 28)) \((process.role ?? "").padded(to: 8)) outbox \("\(process.lastNumber)".padded(to: 8)) \(lost)")
    }
    terminal.line(
      terminal.styled("  " + "topic".padded(to: 36) + "count".padded(to: 9) + "a second".padded(to: 10) + "p50 ms    p99 ms", .dim))
    for stream in topics {
      terminal.line(
        "  " + stream.topic.description.padded(to: 36) + "\(stream.count)".padded(to: 9) + "\(stream.perSecond)".padded(to: 10)
          + "\(stream.millisecondsP50)".padded(to: 10) + "\(stream.millisecondsP99)")
    }
  }
}
