import Glibc
import Instance
import Model
import Synchronization

/// Keeps children alive and ends them in order.
final class Supervisor: Sendable {
  enum Event: Sendable, Equatable {
    case started(name: String, pid: Int32)
    case restarting(name: String, ChildExit, after: Duration, lastLine: String)
    case stopped(name: String)
    /// A log grows beyond its bound.
    case logNotRotated(name: String, CommandFailure)
  }

  /// How long a child has to end after it was asked to.
  static let patience = Duration.seconds(10)

  private let children = Mutex<[SupervisedChild]>([])
  private let added: AsyncStream<SupervisedChild>
  private let adding: AsyncStream<SupervisedChild>.Continuation
  private let failures: AsyncStream<CommandFailure>
  private let failing: AsyncStream<CommandFailure>.Continuation
  private let time: TimeSource
  private let rotation: LogRotation
  private let report: @Sendable (Event) async -> Void

  init(time: TimeSource = .system, rotation: LogRotation = .standard, report: @escaping @Sendable (Event) async -> Void) {
    self.time = time
    self.rotation = rotation
    self.report = report
    // A handful of children and of failures: the streams need no bound.
    (added, adding) = AsyncStream.makeStream(of: SupervisedChild.self)
    (failures, failing) = AsyncStream.makeStream(of: CommandFailure.self)
  }

  /// Has the child started, and started again whenever it ends.
  func add(_ command: ChildCommand, stage: Int) {
    let child = SupervisedChild(command, stage: stage)
    children.withLock { $0.append(child) }
    adding.yield(child)
  }

  /// The child has answered once: from now on its failures are not those of a first start.
  func markReady(_ name: String) {
    for child in children.withLock({ $0 }) where child.command.name == name { child.markReady() }
  }

  /// Runs until ``stop()`` has ended the last child. Cancellation only ends the restarts.
  func run() async {
    await withDiscardingTaskGroup { rotating in
      rotating.addTask { await self.rotateLogs() }
      await withDiscardingTaskGroup { group in
        for await child in added { group.addTask { await self.keepAlive(child) } }
      }
      rotating.cancelAll()
    }
  }

  /// Keeps the logs bounded until cancelled.
  private func rotateLogs() async {
    var complained: Set<String> = []
    while true {
      for child in children.withLock({ $0 }) {
        do throws(CommandFailure) {
          if try rotation.rotate(child.command.log) { complained.remove(child.command.name) }
        } catch {
          // Once, not at every look.
          if complained.insert(child.command.name).inserted { await report(.logNotRotated(name: child.command.name, error)) }
        }
      }
      do { try await Task.sleep(for: rotation.interval) } catch { return }
    }
  }

  /// Waits for a child that cannot be kept alive; nil when cancelled.
  func failure() async -> CommandFailure? {
    for await failure in failures { return failure }
    return nil
  }

  /// Ends the children, latest stage first, those of one stage together. - Returns: how many there were.
  func stop() async -> Int {
    adding.finish()
    let children = children.withLock { $0 }
    for stage in Set(children.map(\.stage)).sorted(by: >) {
      await withDiscardingTaskGroup { group in
        for child in children where child.stage == stage {
          guard let process = child.close() else { continue }
          group.addTask {
            await process.stop(child.command.deathSignal == .interrupt ? SIGINT : SIGTERM, within: Self.patience)
            await self.report(.stopped(name: child.command.name))
          }
        }
      }
    }
    return children.count
  }

  private func keepAlive(_ child: SupervisedChild) async {
    var policy = RestartPolicy()
    while !child.isStopping && !Task.isCancelled {
      let process: ChildProcess
      do {
        process = try await ChildProcess.start(child.command)
      } catch {
        failing.yield((error as? CommandFailure) ?? CommandFailure(.failed, "\(child.command.name) cannot be started: \(error)"))
        return
      }
      let startedAt = time.now
      guard child.adopt(process) else { return await process.stop(SIGTERM, within: Self.patience) }
      await report(.started(name: child.command.name, pid: process.pid))
      let exit = await process.waitForExit()
      if child.isStopping || Task.isCancelled { return }
      let last = LogTail.lastLine(of: child.command.log, from: process.logStart)
      switch policy.verdict(on: exit, startedAt: startedAt, endedAt: time.now, hasBeenReady: child.hasBeenReady) {
      case .giveUp:
        let code = exit == RestartPolicy.configurationExit ? CommandFailure.Code.configuration : .failed
        failing.yield(CommandFailure(code, "\(child.command.name) does not stay up (\(exit)): \(last)"))
        return
      case .restart(let delay):
        await report(.restarting(name: child.command.name, exit, after: delay, lastLine: last))
        do { try await Task.sleep(for: delay) } catch { return }
      }
    }
  }
}
