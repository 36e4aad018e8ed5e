import Logging
import ServiceLifecycle

/// Waits for the lease, works while it holds, and begins again when it was lost. All work of one epoch has ended before the next is sought.
struct LeaderLoop: Service {
  private enum Ending: Sendable {
    case finished
    case lost(String)
  }

  let keeper: LeaseKeeper
  let work: ServiceWork
  /// The role has changed: the next heartbeat goes out now.
  let announce: Signal
  let logger: Logger

  func run() async throws {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      let taken = await cancelWhenGracefulShutdown { await keeper.take() }
      guard let epoch = taken else { return }
      announce.signal()
      logger.notice("leads", metadata: ["epoch": "\(epoch)", "instance": "\(keeper.instance)"])
      switch try await lead(epoch) {
      case .finished:
        await keeper.release(epoch)
        return logger.notice("has given the lease back", metadata: ["epoch": "\(epoch)"])
      case .lost(let reason):
        announce.signal()
        logger.error("does not lead any more, work has ended", metadata: ["epoch": "\(epoch)", "reason": "\(reason)"])
      }
    }
  }

  private func lead(_ epoch: Int64) async throws -> Ending {
    try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask { .lost(await keeper.renew(epoch)) }
      group.addTask { .lost(await keeper.waitForEnd(of: epoch)) }
      group.addTask {
        try await work.run()
        return .finished
      }
      var ending = try await group.next() ?? .finished
      group.cancelAll()
      // A stop that comes from outside cancels all three: what counts is whether the lease still holds.
      if case .lost = ending, Task.isCancelled, keeper.leadership.epoch == epoch { ending = .finished }
      if case .lost = ending { keeper.leadership.end(epoch) }
      try await group.waitForAll()
      return ending
    }
  }
}
