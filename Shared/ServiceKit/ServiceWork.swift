import ServiceLifecycle

/// What only a leader, or each of several equal replicas, does: hear, work, publish.
///
/// On a graceful shutdown handlers and workers end what they are at, at most ``drainLimit`` long; then they are cancelled, which each of
/// them survives as it survives a crash. The relay ends last and publishes what they have committed.
struct ServiceWork: Service {
  static let drainLimit = Duration.seconds(5)

  private enum Part: Sendable {
    case piece, limit
  }

  let pieces: [any Service]
  let relay: OutboxRelay

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await relay.run() }
      try await runPieces()
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func runPieces() async throws {
    try await withThrowingTaskGroup(of: Part.self) { group in
      for piece in pieces {
        group.addTask {
          try await piece.run()
          return .piece
        }
      }
      group.addTask {
        do {
          try await gracefulShutdown()
          try await Task.sleep(for: Self.drainLimit)
        } catch { /* cancelled: all have ended, or must */  }
        return .limit
      }
      var running = pieces.count
      while running > 0, let part = try await group.next() {
        switch part {
        case .piece: running -= 1
        case .limit: group.cancelAll()
        }
      }
      group.cancelAll()
    }
  }
}
