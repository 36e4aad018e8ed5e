import ArgumentParser
import FoundationEssentials
import Glibc
import Instance
import Messages
import Messaging
import Model
import ServiceKit

/// `autotrader restart`.
struct RestartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restart",
    abstract: "Ends a process of the running instance; its supervisor starts it again.",
    discussion: """
      A service with replicas is restarted one process after the other, its leader last, so that one always answers.

      Examples:
        autotrader restart executor
        autotrader restart executor-2
        autotrader restart analyzer --json

      Exit codes: 0 it answers again, 1 it does not within 30 seconds, 2 nothing is running.
      """)

  static let patience = Duration.seconds(30)

  @Argument(help: "A service such as executor, one of its processes such as executor-2, message-bus, paper-exchange or postgresql.")
  var name: String
  @Flag(help: "One JSON array, an object for each process.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Restarted: Encodable {
    let name: String
    let previousProcess: Int32
    let process: Int32
    let seconds: Double
  }

  func run() async throws {
    let restarted = try await SystemClient.with(instance) { bus, location in
      guard let running = location.instance else {
        throw CommandFailure(.notRunning, "no instance of autotrader up is running here; restart a container with its own tools")
      }
      let counts = try running.replicas.map { try ReplicaCounts($0) } ?? ReplicaCounts()
      let processes = RestartOrder.processes(named: name, counts, location.addresses)
      var roles: [String: ReplicaRole] = [:]
      if processes.count > 1 { for process in processes { roles[process.name] = try await role(of: process, bus) } }
      if processes.isEmpty { return [try await restart(name, nil, running.directory, bus)] }
      var restarted: [Restarted] = []
      for process in RestartOrder.leaderLast(processes, roles) {
        restarted.append(try await restart(process.name, process, running.directory, bus))
      }
      return restarted
    }
    if json { try Terminal.standardOutput.json(restarted) }
  }

  /// - Parameter process: nil for a process that is not on the bus: the database counts as answering once a service reads from it, another
  ///   once it runs.
  private func restart(_ name: String, _ process: ReplicaProcess?, _ directory: String, _ bus: Bus) async throws -> Restarted {
    let start = TimeSource.system.now
    let members = try RunningInstance(directory: directory).members
    guard let member = members.first(where: { $0.name == name }) else {
      let names = members.map(\.name).sorted().joined(separator: ", ")
      throw CommandFailure(.usage, "\(name) is not a process of this instance: \(names)")
    }
    guard kill(member.pid, RestartOrder.signal(for: name)) == 0 else {
      throw CommandFailure(.failed, "\(name) (process \(member.pid)) cannot be ended: \(String(cString: strerror(errno)))")
    }
    while true {
      let successor = try RunningInstance(directory: directory).members.first { $0.name == name }?.pid
      if let successor, successor != member.pid, try await answers(name, process, bus) {
        let duration = TimeSource.system.now - start
        if !json { Terminal.standardOutput.line("restarted \(name) (was process \(member.pid)) in \(duration.text)") }
        return Restarted(name: name, previousProcess: member.pid, process: successor, seconds: duration.inSeconds)
      }
      guard TimeSource.system.now - start < Self.patience else {
        throw CommandFailure(.failed, "\(name) does not answer within \(Self.patience.text): see autotrader logs \(name)")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func answers(_ name: String, _ process: ReplicaProcess?, _ bus: Bus) async throws -> Bool {
    if let process { return try await role(of: process, bus) != nil }
    guard name == PrivatePostgreSQL.name else { return true }
    do {
      _ = try await bus.ask(GetHealth(), of: .riskManager, within: .seconds(1))
      return true
    } catch is BusError {
      return false
    }
  }

  /// nil when it does not answer.
  private func role(of process: ReplicaProcess, _ bus: Bus) async throws -> ReplicaRole? {
    do {
      return try await bus.ask(Ping(), of: process.service, at: process.address, within: .milliseconds(500)).role ?? .shared
    } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
      return nil
    }
  }
}
