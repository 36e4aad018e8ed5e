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
      Example: autotrader down

      Exit codes: 0 stopped, 1 it did not stop in 60 seconds, 2 nothing is running.
      """)

  static let patience = Duration.seconds(60)

  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    guard let running = try instance.locate().instance else {
      throw CommandFailure(.notRunning, "no instance is running here: there is no \(RunningInstance.root)/\(RunningInstance.currentName)")
    }
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
    Terminal.standardOutput.line("stopped \(running.directory) in \((time.now - start).text)")
  }
}
