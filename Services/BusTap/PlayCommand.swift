import ArgumentParser
import Instance
import Model

/// `bus-tap play`. It opens no socket: what it plays reaches this terminal and nothing else.
struct PlayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Shows a recording in its own time. It reaches this terminal only, never the bus.",
    discussion: """
      Examples:
        bus-tap play today.jsonl --speed 10
        bus-tap play today.jsonl --speed 0 --trade 7d1e4a10-22b3-4f61-8a4e-5f0c9b1d2e3f --json
      """)

  @Argument(help: "A file of bus-tap record.")
  var file: String
  @Option(help: "How many times faster than it happened; 0: without waiting.")
  var speed = 1.0
  @Flag(help: "One JSON object a line: the envelope as on the wire.")
  var json = false
  @OptionGroup var options: FilterOptions

  func validate() throws {
    guard speed >= 0, speed <= 1_000_000 else { throw ValidationError("--speed must be from 0 to 1000000") }
  }

  func run() async throws {
    try await play(to: .standardOutput) { try await Task.sleep(for: $0) }
  }

  /// - Parameter pause: waits between two events.
  func play(to output: Terminal, pause: (Duration) async throws -> Void) async throws {
    let printer = EventPrinter(filter: options.filter, asJSON: json, output: output)
    let reader = try RecordingReader(file)
    var previous: Timestamp?
    while let recorded = try reader.next() {
      if let previous, speed > 0, recorded.receivedAt > previous { try await pause((recorded.receivedAt - previous) / speed) }
      previous = recorded.receivedAt
      try printer.show(try recorded.event())
    }
  }
}
