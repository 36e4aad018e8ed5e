import Messages
import Model
import Synchronization

/// The sockets and their rooms. Everything that is told passes through one lock, so a socket that subscribes gets what was told before from
/// the log and what comes after from here, with nothing between.
package final class LiveHub: Sendable {
  private struct State {
    var clients: [Int: Client] = [:]
    var nextClient = 1
    var log: RoomLog<SocketMessage>
    /// The newest state of each symbol's position, told or not; a closed one is removed.
    var positions: [Symbol: SocketMessage] = [:]
    var throttle: PositionThrottle<LivePosition>
    var sequence: Int64 = 0
  }

  private struct Client {
    let queue: ClientQueue
    var rooms: Set<Room> = []
  }

  /// Of one symbol's positions: five updates a second are more than an eye can follow.
  package static let interval = Duration.milliseconds(200)
  package static let maximumClients = 500
  package static let maximumRooms = 200

  private let state: Mutex<State>
  private let time: TimeSource

  package init(time: TimeSource, interval: Duration = LiveHub.interval) {
    self.time = time
    state = Mutex(
      State(log: RoomLog(epoch: String(SecretText.random().prefix(12))), throttle: PositionThrottle(interval: interval)))
  }

  /// - Returns: nil when there are too many sockets.
  package func join(_ queue: ClientQueue) -> Int? {
    state.withLock { state in
      guard state.clients.count < Self.maximumClients else { return nil }
      defer { state.nextClient += 1 }
      state.clients[state.nextClient] = Client(queue: queue)
      return state.nextClient
    }
  }

  package func leave(_ client: Int) { state.withLock { $0.clients[client] = nil } }
  package var clientCount: Int { state.withLock { $0.clients.count } }

  /// Adds rooms, and tells what was missed since `id`; without an id the present state. - Returns: false when it has too many rooms.
  package func subscribe(_ client: Int, to rooms: Set<Room>, after id: String?) throws -> Bool {
    try state.withLock { state in
      guard var one = state.clients[client], one.rooms.union(rooms).count <= Self.maximumRooms else { return false }
      one.rooms.formUnion(rooms)
      state.clients[client] = one
      if let id {
        switch state.log.after(id, in: rooms) {
        case .entries(let missed): missed.forEach(one.queue.push)
        case .unknown: one.queue.push(try SocketMessage(SocketMessage.Notice(type: "resync", id: state.log.lastID)))
        }
      }
      for room in rooms.sorted(by: { $0.description < $1.description }) {
        one.queue.push(try SocketMessage(SocketMessage.Notice(type: "subscribed", room: room.description, id: state.log.lastID)))
        if case .positions(let symbol) = room, let known = state.positions[symbol] { one.queue.push(known) }
      }
      return true
    }
  }

  package func unsubscribe(_ client: Int, from rooms: Set<Room>) { state.withLock { $0.clients[client]?.rooms.subtract(rooms) } }

  /// Tells a numbered event.
  package func tell(_ event: EncodedEvent) throws {
    let rooms = Room.rooms(of: event.envelope.topic)
    guard !rooms.isEmpty else { return }
    try state.withLock { state in
      var message: SocketMessage?
      let id = "\(state.log.epoch)-\(state.log.last + 1)"
      let made = try SocketMessage(event: event, id: id, rooms: rooms)
      message = state.log.append(rooms) { _ in made }
      guard let message else { return }
      for client in state.clients.values where !client.rooms.isDisjoint(with: rooms) { client.queue.push(message) }
    }
  }

  /// Tells a position's state, at once or when its symbol's interval is over.
  package func tell(_ position: LivePosition) throws {
    let now = time.now
    try state.withLock { state in
      guard let update = state.throttle.offer(position, of: position.symbol, at: now) else { return }
      try Self.send(update, at: now, &state)
    }
  }

  /// Tells the states whose interval is over.
  package func tellDue() throws {
    let now = time.now
    try state.withLock { state in
      for update in state.throttle.due(at: now) { try Self.send(update, at: now, &state) }
    }
  }

  /// A position is closed: who subscribes later must not be told its last state.
  package func forget(_ symbol: Symbol) { state.withLock { $0.positions[symbol] = nil } }

  /// Everybody has to load everything anew: changes were lost for good.
  package func tellResync() throws {
    try state.withLock { state in
      let notice = try SocketMessage(SocketMessage.Notice(type: "resync", id: state.log.lastID))
      for client in state.clients.values { client.queue.push(notice) }
    }
  }

  private static func send(_ update: LivePosition, at now: Timestamp, _ state: inout State) throws {
    state.sequence += 1
    let message = try SocketMessage.position(update, sequence: state.sequence, at: now)
    state.positions[update.symbol] = message
    let room = Room.positions(update.symbol)
    for client in state.clients.values where client.rooms.contains(room) { client.queue.push(message) }
  }
}
