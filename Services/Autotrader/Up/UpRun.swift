import Glibc
import HTTPClient
import Instance
import Logging
import Messages
import Messaging
import Model
import UnixSignals

/// A run of `autotrader up` from its checks to its clean end, whatever ends it.
struct UpRun: Sendable {
  private enum Ending: Sendable {
    case signalled
    case finished
    case failed(any Error)
    case supervisionEnded
  }

  let plan: UpPlan
  let resets: Bool
  /// Where the executables are.
  let binaries: String
  let caller: [String: String]
  let terminal: Terminal
  let time: TimeSource
  let logger: Logger
  /// What to do with the running system instead of telling its story.
  var job: (@Sendable (Bus, InstanceFolder) async throws -> Void)?

  /// Returns after SIGINT or SIGTERM, or when a `--once` run is over.
  /// - Throws: ``CommandFailure`` and whatever kept the system from running; everything is stopped by then.
  func run() async throws {
    let folder = InstanceFolder(path: "\(plan.root)/\(InstanceFolder.name(plan, now: time.now))")
    let record = InstanceRecord(root: plan.root, folder: folder, time: time)
    let supervisor = supervisor(record)
    let start = SystemStart(
      plan: plan, resets: resets, folder: folder, binaries: binaries, caller: caller, terminal: terminal, time: time, logger: logger,
      supervisor: supervisor, record: record)
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)

    let ending = await withTaskGroup(of: Ending.self) { group in
      group.addTask {
        await supervisor.run()
        return .supervisionEnded
      }
      group.addTask {
        for await _ in signals { return .signalled }
        return .supervisionEnded
      }
      group.addTask {
        await supervisor.failure().map { .failed($0) } ?? .supervisionEnded
      }
      group.addTask {
        do {
          try await start.run { bus in
            if let job { try await job(bus, folder) } else { try await work(bus, folder) }
          }
          return .finished
        } catch {
          return .failed(error)
        }
      }
      let ending = await group.next() ?? .finished
      group.cancelAll()
      await stop(supervisor, ending)
      await group.waitForAll()
      return ending
    }
    try await record.end()
    if case .failed(let error) = ending { throw error }
  }

  private func work(_ bus: Bus, _ folder: InstanceFolder) async throws {
    let http = try HTTPClient(logger: logger)
    do {
      let exchange = try BooksCheck.client(of: plan, folder, http: http, logger: logger)
      try await work(
        bus, BooksCheck(bus: bus, exchange: exchange, openingBalance: ProcessPlan.openingBalance, terminal: terminal, time: time))
    } catch {
      await http.close()
      throw error
    }
    await http.close()
  }

  private func work(_ bus: Bus, _ books: BooksCheck) async throws {
    if plan.isOnce { return try await OnceRun(plan: plan, bus: bus, books: books, terminal: terminal, time: time).run() }
    let follower = StoryFollower(terminal: terminal, approvesAutomatically: plan.approvesAutomatically)
    guard let keep = plan.keep else { return await follower.follow(bus.events) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await follower.follow(bus.events) }
      group.addTask {
        try await KeepWatch(bus: bus, books: books, terminal: terminal, time: time).wait(keep, trades: nil, timeframe: plan.timeframe)
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private func supervisor(_ record: InstanceRecord) -> Supervisor {
    Supervisor(time: time) { event in
      switch event {
      case .started(let name, let pid):
        do {
          try await record.started(name, pid: pid)
        } catch {
          terminal.line("! \(RunningInstance.fileName) cannot be written: \(error.systemReason)")
        }
      case .restarting(let name, let exit, let delay, let last):
        terminal.line("\(terminal.styled("!", .yellow)) \(name) ended with \(exit), starting it again in \(delay.text): \(last)")
      case .logNotRotated(let name, let error):
        terminal.line("\(terminal.styled("!", .yellow)) the log of \(name) grows beyond its bound: \(error)")
      case .stopped: break
      }
    }
  }

  private func stop(_ supervisor: Supervisor, _ ending: Ending) async {
    let started = time.now
    if case .signalled = ending { terminal.line("Stopping…") }
    let count = await supervisor.stop()
    if count > 0 { StepReporter(terminal: terminal, time: time).done("stopped \(count) processes", since: started) }
  }
}
