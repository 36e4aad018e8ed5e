import ArgumentParser
import FoundationEssentials
import Glibc
import Instance
import Messages
import Messaging
import Model

/// `autotrader restart`.
struct RestartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restart",
    abstract: "Ends one process of the running instance; its supervisor starts it again.",
    discussion: """
      Example: autotrader restart executor

      Exit codes: 0 it answers again, 1 it does not within 30 seconds, 2 nothing is running.
      """)

  static let patience = Duration.seconds(30)

  @Argument(help: "Such as executor, message-bus or paper-exchange.")
  var name: String
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let time = TimeSource.system
    let start = time.now
    let earlier = try await SystemClient.with(instance) { bus, location in
      guard let running = location.instance else {
        throw CommandFailure(.notRunning, "no instance of autotrader up is running here; restart a container with its own tools")
      }
      guard let member = running.members.first(where: { $0.name == name }) else {
        let names = running.members.map(\.name).sorted().joined(separator: ", ")
        throw CommandFailure(.usage, "\(name) is not a process of this instance: \(names)")
      }
      guard kill(member.pid, SIGTERM) == 0 else {
        throw CommandFailure(.failed, "\(name) (process \(member.pid)) cannot be ended: \(String(cString: strerror(errno)))")
      }
      try await waitForSuccessor(of: member, running.directory, bus, until: start + Self.patience)
      return member.pid
    }
    Terminal.standardOutput.line("restarted \(name) (was process \(earlier)) in \((time.now - start).text)")
  }

  private func waitForSuccessor(of member: RunningInstance.Member, _ directory: String, _ bus: Bus, until deadline: Timestamp) async throws
  {
    while TimeSource.system.now < deadline {
      let now = try RunningInstance(directory: directory).members.first { $0.name == name }?.pid
      if let now, now != member.pid, try await answers(bus) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw CommandFailure(.failed, "\(name) does not answer within \(Self.patience.text): see autotrader logs \(name)")
  }

  /// Processes that are not on the bus count as answering once they run.
  private func answers(_ bus: Bus) async throws -> Bool {
    guard let service = ServiceName(rawValue: name) else { return true }
    do {
      _ = try await bus.ask(Ping(), of: service, within: .milliseconds(500))
      return true
    } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
      return false
    }
  }
}
