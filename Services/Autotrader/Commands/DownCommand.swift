import ArgumentParser
import Glibc
import Instance
import Model

/// `autotrader down`.
struct DownCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Stops the running instance, as Ctrl-C would.",
    discussion: """
      Examples:
        autotrader down
        autotrader down --json

      Exit codes: 0 stopped, 1 it did not stop in 60 seconds, 2 nothing is running.
      """)

  static let patience = Duration.seconds(60)

  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Output: Encodable {
    let directory: String
    let seconds: Double
  }

  func run() async throws {
    let running = try instance.requireInstance("name its folder with --instance DIR; containers are stopped by their own tools")
    let time = TimeSource.system
    let start = time.now
    guard kill(running.supervisor, SIGTERM) == 0 else {
      throw CommandFailure(.failed, "process \(running.supervisor) cannot be stopped: \(String(cString: strerror(errno)))")
    }
    while running.isSupervised {
      guard time.now - start < Self.patience else {
        throw CommandFailure(.failed, "process \(running.supervisor) has not ended after \(Self.patience.text)")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    let duration = time.now - start
    if json { return try Terminal.standardOutput.json(Output(directory: running.directory, seconds: duration.inSeconds)) }
    Terminal.standardOutput.line("stopped \(running.directory) in \(duration.text)")
  }
}
