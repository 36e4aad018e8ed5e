import FoundationEssentials
import Glibc
import Instance
import TestKit
import Testing

@testable import Autotrader

/// Real processes: shells that do one thing.
@Suite(.timeLimit(.minutes(10))) struct SupervisorTests {
  private func shell(_ script: String, name: String = "shell", _ folder: TemporaryFolder) -> ChildCommand {
    ChildCommand(
      name: name, program: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"], log: "\(folder.path)/\(name).log")
  }

  @Test func aProgramsOutputIsAppendedToItsLog() async throws {
    let folder = try TemporaryFolder()
    for word in ["one", "two"] { try await shell("echo \(word); echo \(word) >&2", folder).runToEnd(within: .seconds(120)) }
    #expect(try folder.text(of: "shell.log") == "one\none\ntwo\ntwo\n")
    #expect(LogTail.lines(of: "\(folder.path)/shell.log", count: 3) == ["one", "two", "two"])
  }

  @Test func aFailureNamesTheExitCodeAndTheLastLine() async throws {
    let folder = try TemporaryFolder()
    let failure = await #expect(throws: CommandFailure.self) {
      try await shell("echo first; echo the reason; exit 7", folder).runToEnd(within: .seconds(120))
    }
    #expect(failure?.description == "shell ended with exit code 7: the reason")
  }

  @Test func aFailureWithoutAWordSaysSo() async throws {
    let folder = try TemporaryFolder()
    try folder.write("from an earlier run\n", to: "shell.log")
    let failure = await #expect(throws: CommandFailure.self) { try await shell("exit 7", folder).runToEnd(within: .seconds(120)) }
    #expect(failure?.description == "shell ended with exit code 7: it wrote nothing to \(folder.path)/shell.log")
  }

  @Test func aProgramThatTakesTooLongIsKilled() async throws {
    let folder = try TemporaryFolder()
    let failure = await #expect(throws: CommandFailure.self) {
      try await shell("exec sleep 1000", folder).runToEnd(within: .milliseconds(50))
    }
    #expect(failure?.description.contains("signal 9") == true)
  }

  @Test func aChildThatIgnoresTheRequestToEndIsKilled() async throws {
    let folder = try TemporaryFolder()
    let child = try await ChildProcess.start(shell("trap '' TERM; echo deaf; while :; do sleep 1000 & wait; done", folder))
    try await eventually("the child has set its trap") { try folder.text(of: "shell.log").contains("deaf") }
    await child.stop(SIGTERM, within: .milliseconds(50))
    #expect(await child.waitForExit() == .signal(SIGKILL))
    #expect(kill(child.pid, 0) != 0)
  }

  @Test func aChildStartsWithItsOwnSignalsAndProcessGroup() async throws {
    let folder = try TemporaryFolder()
    // Ignored signals are inherited through exec, unless the starter sets them back.
    signal(SIGPIPE, SIG_IGN)
    let child = try await ChildProcess.start(shell("kill -PIPE $$; exit 0", folder))
    #expect(await child.waitForExit() == .signal(SIGPIPE))
    let grouped = try await ChildProcess.start(shell("exec sleep 1000", folder))
    #expect(getpgid(grouped.pid) == grouped.pid)
    await grouped.stop(SIGTERM, within: .seconds(120))
  }

  /// Runs a supervisor until `body` is done, then stops it. - Returns: how many children it had.
  private func supervising(
    rotation: LogRotation = .standard,
    _ body: @Sendable @escaping (Supervisor, inout AsyncStream<Supervisor.Event>.Iterator) async throws -> Void
  ) async throws -> [Supervisor.Event] {
    let (events, continuation) = AsyncStream.makeStream(of: Supervisor.Event.self)
    let supervisor = Supervisor(rotation: rotation) { continuation.yield($0) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await supervisor.run() }
      var iterator = events.makeAsyncIterator()
      try await body(supervisor, &iterator)
      group.cancelAll()
      _ = await supervisor.stop()
      try await group.waitForAll()
      continuation.finish()
      var rest: [Supervisor.Event] = []
      while let event = await iterator.next() { rest.append(event) }
      return rest
    }
  }

  @Test func aChildThatDiesIsStartedAgain() async throws {
    let folder = try TemporaryFolder()
    let command = shell("echo sleeping; exec sleep 1000", name: "sleeper", folder)
    // What an earlier process wrote is not this one's last line.
    try folder.write("from an earlier run\n", to: "sleeper.log")
    _ = try await supervising { supervisor, events in
      supervisor.add(command, stage: 0)
      guard case .started(_, let first) = await events.next() else { Issue.record("not started"); return }
      try await eventually("the child has said its line") { LogTail.lines(of: command.log, count: 1) == ["sleeping"] }
      kill(first, SIGKILL)
      #expect(
        await events.next() == .restarting(name: "sleeper", .signal(SIGKILL), after: .milliseconds(200), lastLine: "sleeping"))
      guard case .started(let name, let second) = await events.next() else { Issue.record("not started again"); return }
      #expect(name == "sleeper")
      #expect(second != first)
    }
  }

  @Test func aLogThatHasGrownTooLongIsSetAsideWholeAndItsWriterGoesOnFromTheBeginning() async throws {
    let folder = try TemporaryFolder()
    let earlier = String(repeating: "an earlier line\n", count: 100)
    try folder.write(earlier, to: "writer.log")
    let command = shell(
      "echo first; while [ -s \(folder.path)/writer.log ]; do sleep 0.02; done; echo second; exec sleep 1000", name: "writer", folder)
    // Long enough only with the child's own line.
    let rotation = LogRotation(maximumBytes: Int64(earlier.utf8.count), interval: .milliseconds(20))
    #expect(try !rotation.rotate(command.log))
    #expect(try !rotation.rotate("\(folder.path)/none.log"))
    _ = try await supervising(rotation: rotation) { supervisor, _ in
      supervisor.add(command, stage: 0)
      try await eventually("the writer has gone on") {
        try folder.text(of: "writer.log") == "second\n"
      }
    }
    #expect(try folder.text(of: "writer.log.1") == earlier + "first\n")
    // As after a restart: what this process wrote begins before the log was emptied.
    #expect(LogTail.lastLine(of: command.log, from: UInt64(earlier.utf8.count)) == "second")
    #expect(try !rotation.rotate(command.log))
  }

  @Test func aLogThatCannotBeSetAsideIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    try folder.write("one\n", to: "a.log")
    try FileManager.default.createDirectory(atPath: "\(folder.path)/a.log.1", withIntermediateDirectories: false)
    #expect(throws: CommandFailure.self) { try LogRotation(maximumBytes: 1, interval: .zero).rotate("\(folder.path)/a.log") }
    #expect(try folder.text(of: "a.log") == "one\n")
  }

  @Test func aWrongConfigurationEndsTheRunWithTheReason() async throws {
    let folder = try TemporaryFolder()
    let command = shell("echo 'slots must be a number'; exit 78", name: "risk-manager", folder)
    _ = try await supervising { supervisor, _ in
      supervisor.add(command, stage: 0)
      let failure = await supervisor.failure()
      #expect(failure == CommandFailure(.configuration, "risk-manager does not stay up (exit code 78): slots must be a number"))
    }
  }

  @Test func theStopEndsLaterStagesFirst() async throws {
    let folder = try TemporaryFolder()
    let commands = ["database", "bus", "service"].map { shell("exec sleep 1000", name: $0, folder) }
    let events = try await supervising { supervisor, events in
      for (stage, command) in commands.enumerated() { supervisor.add(command, stage: stage) }
      for _ in commands { _ = await events.next() }
    }
    #expect(events == [.stopped(name: "service"), .stopped(name: "bus"), .stopped(name: "database")])
  }
}
