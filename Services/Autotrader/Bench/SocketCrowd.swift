import Foundation
import Glibc
import HTTPClient
import Instance
import Model
import Synchronization

/// Many WebSocket clients on one thread of their own: with a thread for each the measurement would be of the scheduler.
final class SocketCrowd: Sendable {
  private struct State {
    var tally: CrowdTally
    /// Rooms that the dashboard has acknowledged: what it tells before that, it tells to the others.
    var rooms = 0
    var isStopping = false
    var failure: (any Error)?
  }

  private let state: Mutex<State>
  private let port: Int
  private let headers: [(name: String, value: String)]
  private let symbols: [String]
  private let follows: [Set<Int>]
  private let time: TimeSource
  private let (ended, end) = AsyncStream.makeStream(of: Void.self)

  /// - Parameters:
  ///   - headers: of the upgrade: cookie and origin.
  ///   - follows: the symbols of each client, as indices.
  init(port: Int, headers: [(name: String, value: String)], symbols: [String], follows: [Set<Int>], time: TimeSource) {
    (self.port, self.headers, self.symbols, self.follows, self.time) = (port, headers, symbols, follows, time)
    state = Mutex(State(tally: CrowdTally(follows: follows)))
  }

  var isSubscribed: Bool { state.withLock(\.rooms) == follows.reduce(0) { $0 + $1.count } }
  var tally: CrowdTally { state.withLock(\.tally) }
  func reading<Value: Sendable>(_ body: @Sendable (CrowdTally) -> Value) -> Value { state.withLock { body($0.tally) } }
  func forgetTimes() { state.withLock { $0.tally.forgetTimes() } }
  func throwFailure() throws { if let failure = state.withLock(\.failure) { throw failure } }

  /// The thread ends after ``stop()``.
  func start() { Thread.detachNewThread { @Sendable in self.run() } }

  func stop() async {
    state.withLock { $0.isStopping = true }
    for await _ in ended {}
  }

  // MARK: - On the thread

  private func run() {
    defer { end.finish() }
    do { try converse() } catch { state.withLock { $0.failure = error } }
  }

  private func converse() throws {
    var sockets: [Int: CrowdSocket] = [:]
    for (client, followed) in follows.enumerated() {
      let socket = try CrowdSocket(port: port, headers: headers)
      let rooms = followed.sorted().map { "\"positions:\(symbols[$0])\"" }.joined(separator: ",")
      try socket.send("{\"type\":\"subscribe\",\"rooms\":[\(rooms)]}")
      sockets[client] = socket
    }
    let indices = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) })
    while !state.withLock(\.isStopping), !sockets.isEmpty {
      for client in readable(sockets) {
        guard let socket = sockets[client] else { continue }
        if try !take(socket, client, indices) {
          sockets[client] = nil
          state.withLock { $0.tally.lost(client) }
        }
      }
    }
  }

  /// - Returns: the clients whose sockets have something, after at most 0.1 s.
  private func readable(_ sockets: [Int: CrowdSocket]) -> [Int] {
    let clients = Array(sockets.keys)
    var polls = clients.map { pollfd(fd: sockets[$0]?.descriptor ?? -1, events: Int16(POLLIN), revents: 0) }
    guard poll(&polls, nfds_t(polls.count), 100) > 0 else { return [] }
    return zip(clients, polls).filter { $0.1.revents != 0 }.map(\.0)
  }

  /// - Returns: false when the connection is over.
  private func take(_ socket: CrowdSocket, _ client: Int, _ indices: [String: Int]) throws -> Bool {
    guard let messages = try socket.messages() else { return false }
    let now = time.now
    for message in messages {
      switch message {
      case .text(let text):
        guard let position = PositionMessage(text), let symbol = indices[position.symbol] else {
          if text.contains("\"subscribed\"") { state.withLock { $0.rooms += 1 } }
          continue
        }
        let update = CrowdTally.Update(
          symbol: symbol, sequence: position.sequence, publishedAt: position.publishedAt, sentAt: position.sentAt, receivedAt: now)
        state.withLock { $0.tally.add(update, to: client) }
      case .ping(let payload): try socket.answer(payload)
      case .close: return false
      case .binary, .pong: continue
      }
    }
    return true
  }
}
