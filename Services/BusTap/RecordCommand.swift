import ArgumentParser
import Instance
import Messaging
import Model

/// `bus-tap record`.
struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Writes what passes on the bus into a file, until Ctrl-C; bus-tap play shows it again.",
    discussion: """
      Examples:
        bus-tap record today.jsonl
        bus-tap record cycle.jsonl --seconds 60 --all
      """)

  @Argument(help: "The file; it must not exist.")
  var file: String
  @Option(help: "Stop after this many seconds.")
  var seconds: Double?
  @OptionGroup var options: FilterOptions
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if let seconds { guard seconds > 0, seconds <= 864_000 else { throw ValidationError("--seconds must be above 0 and at most 864000") } }
  }

  func run() async throws {
    let (filter, time, limit) = (options.filter, TimeSource.system, seconds)
    let count = try await TapBus.with(instance, hearing: filter.producers) { bus, _ in
      let writer = try RecordingWriter(file)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          guard let limit else { return }
          try await Task.sleep(for: .seconds(limit))
          await bus.close()
        }
        var count = 0
        for await event in bus.events where filter.accepts(event) {
          try writer.write(try RecordedEvent(event, at: time.now))
          count += 1
        }
        group.cancelAll()
        return count
      }
    }
    Terminal.standardError.line("bus-tap: \(count) events in \(file)")
  }
}
