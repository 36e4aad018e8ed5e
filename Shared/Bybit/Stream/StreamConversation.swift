import HTTPClient
import Model
import Synchronization

/// A ``StreamSession`` on a connection: one task reads, one watches the clock. A class because the two share the session.
final class StreamConversation: Sendable {
  private struct State {
    var session: StreamSession
    var liveSince: Timestamp?
  }

  private let state: Mutex<State>
  private let connection: any StreamConnection
  private let time: TimeSource
  private let hear: @Sendable (StreamEvent) async -> Void

  /// How often silence and pings are looked at.
  private static let tick = Duration.milliseconds(250)

  init(
    session: StreamSession, connection: any StreamConnection, time: TimeSource, hear: @escaping @Sendable (StreamEvent) async -> Void
  ) {
    state = Mutex(State(session: session))
    self.connection = connection
    self.time = time
    self.hear = hear
  }

  /// Since when the subscription has stood.
  var liveSince: Timestamp? { state.withLock(\.liveSince) }

  /// Lasts as long as the connection; cancelling the task closes it.
  func run(serverTime: Timestamp) async -> StreamEnd {
    defer { connection.close() }
    if let end = await act(state.withLock { $0.session.opened(serverTime: serverTime) }) { return end }
    return await withTaskGroup(of: StreamEnd.self) { group in
      group.addTask { await self.read() }
      group.addTask { await self.watch() }
      let first = await group.next()
      group.cancelAll()
      // Ends the texts, and with them the reader.
      connection.close()
      return first ?? .disconnected("nobody listens")
    }
  }

  private func read() async -> StreamEnd {
    for await text in connection.texts {
      let now = time.now
      if let end = await act(state.withLock { $0.session.received(text, at: now) }) { return end }
    }
    return .disconnected(connection.end?.description ?? "the connection is over")
  }

  private func watch() async -> StreamEnd {
    while true {
      do { try await Task.sleep(for: Self.tick) } catch { return .disconnected("cancelled") }
      let now = time.now
      if let end = await act(state.withLock { $0.session.tick(at: now) }) { return end }
    }
  }

  /// - Returns: the reason when the connection is to be given up.
  private func act(_ actions: [StreamSession.Action]) async -> StreamEnd? {
    for action in actions {
      switch action {
      case .send(let text):
        do throws(HTTPError) { try connection.send(text) } catch { return .disconnected(error.description) }
      case .live:
        let now = time.now
        state.withLock { $0.liveSince = now }
        await hear(.live)
      case .deliver(let update): await hear(.update(update))
      case .end(let end): return end
      }
    }
    return nil
  }
}
