import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `bus-tap stats`.
struct StatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Listens for some seconds, then shows rates, delays, lost numbers, and who is up.",
    discussion: """
      Delays are from the moment an event occurred to its arrival here, so they hold the commit and both machines' clocks.

      Examples:
        bus-tap stats
        bus-tap stats --seconds 10 --follow
        bus-tap stats --json
      """)

  @Option(help: "Seconds to listen before a report.")
  var seconds = 3.0
  @Flag(help: "A report after every so many seconds, until Ctrl-C.")
  var follow = false
  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard seconds >= 0.1, seconds <= 3600 else { throw ValidationError("--seconds must be from 0.1 to 3600") }
  }

  func run() async throws {
    let time = TimeSource.system
    let reported = try await TapBus.with(instance, hearing: ServiceName.allCases) { bus, location in
      let collector = Collector(begin: time.now)
      return try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask {
          for await event in bus.events { await collector.take(event, at: time.now) }
          return false
        }
        group.addTask {
          repeat {
            try await Task.sleep(for: .seconds(seconds))
            let report = await collector.report(at: time.now)
            guard report.events > 0 else { return false }
            if json { try Terminal.standardOutput.json(report) } else { report.write(to: .standardOutput) }
          } while follow
          return true
        }
        let result = try await group.next() ?? false
        group.cancelAll()
        await bus.close()
        return result
      }
    }
    guard reported else { throw CommandFailure(.notRunning, "nothing was heard on the bus in \(seconds) s: is the system running?") }
  }

  private actor Collector {
    private var statistics: BusStatistics
    init(begin: Timestamp) { statistics = BusStatistics(begin: begin) }
    func take(_ event: EncodedEvent, at now: Timestamp) { statistics.take(event, at: now) }
    func report(at now: Timestamp) -> BusReport { statistics.report(at: now) }
  }
}
