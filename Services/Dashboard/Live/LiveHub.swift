import Messages
import Model
import ServiceKit
import Synchronization

/// The sockets and their rooms. Everything that is told passes through one lock, so a socket that subscribes gets what was told before from
/// the log and what comes after from here, with nothing between.
package final class LiveHub: Sendable {
  private struct State {
    var clients: [Int: Client] = [:]
    var nextClient = 1
    var log: RoomLog<SocketMessage>
    /// The state of each symbol's position that was told last, for who subscribes later; a closed one is removed.
    var positions: [Symbol: SocketMessage] = [:]
    var throttle: PositionThrottle<LivePosition>
    var sequence: Int64 = 0
    /// The trade of each symbol that was closed last: position-monitor's states of it may come later than its end, which the executor tells.
    var closed: [Symbol: TradeID] = [:]
    /// What the sockets were told last about the bus, and when.
    var isHearing = false
    var beatAt: Timestamp?
  }

  private struct Client {
    let queue: ClientQueue
    var rooms: Set<Room> = []
  }

  /// Of one symbol's positions: five updates a second are more than an eye can follow.
  package static let interval = Duration.milliseconds(200)
  /// A socket that has been told nothing for two of these is dead, though nobody has closed it.
  package static let beatInterval = Duration.seconds(20)
  package static let maximumClients = 500
  package static let maximumRooms = 200
  /// Changes that a socket is told at once when it comes back; more would fill its queue, and cut it off each time that it tries.
  package static let maximumMissed = ClientQueue.bound / 2

  /// Given when a state begins to wait for its interval.
  let waits = Signal()
  private let state: Mutex<State>
  private let time: TimeSource
  private let metrics: DashboardMetrics

  package init(time: TimeSource, metrics: DashboardMetrics = DashboardMetrics(), interval: Duration = LiveHub.interval) {
    self.time = time
    self.metrics = metrics
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

  /// Tells a new socket whether the bus is heard.
  package func greet(_ client: Int) throws {
    try state.withLock { state in
      guard let one = state.clients[client] else { return }
      one.queue.push(try SocketMessage(SocketMessage.Notice(type: "alive", hearing: state.isHearing)))
    }
  }

  /// Tells every socket that this process lives, and whether it hears the system: at each change of that, and each 20 s. A script is not
  /// shown the protocol's own pings.
  package func beat(isHearing: Bool) throws {
    let now = time.now
    try state.withLock { state in
      let isDue = state.beatAt.map { now < $0 || now >= $0 + Self.beatInterval } ?? true
      guard isDue || isHearing != state.isHearing else { return }
      (state.isHearing, state.beatAt) = (isHearing, now)
      let message = try SocketMessage(SocketMessage.Notice(type: "alive", hearing: isHearing))
      for client in state.clients.values { client.queue.push(message) }
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
        case .entries(let missed) where missed.count <= Self.maximumMissed: for message in missed { one.queue.push(message) }
        case .entries, .unknown: one.queue.push(try SocketMessage(SocketMessage.Notice(type: "resync", id: state.log.lastID)))
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
      let message = try state.log.append(rooms) { try SocketMessage(event: event, id: $0, rooms: rooms) }
      let listening = state.clients.values.filter { !$0.rooms.isDisjoint(with: rooms) }
      for client in listening { client.queue.push(message) }
      metrics.count(.socketMessages, ["event"], by: Double(listening.count))
    }
  }

  /// Tells a position's state, at once or when its symbol's interval is over.
  package func tell(_ position: LivePosition) throws {
    let now = time.now
    let beginsToWait = try state.withLock { state -> Bool in
      guard state.closed[position.symbol] != position.tradeID else { return false }
      let isWaiting = state.throttle.isWaiting(position.symbol)
      guard let update = state.throttle.offer(position, of: position.symbol, at: now) else { return !isWaiting }
      try send(update, at: now, &state)
      return false
    }
    if beginsToWait { waits.signal() }
  }

  /// When the next state has waited long enough; nil when none waits.
  var nextDue: Timestamp? { state.withLock { $0.throttle.nextDue } }

  /// Tells the states whose interval is over.
  package func tellDue() throws {
    let now = time.now
    try state.withLock { state in
      for update in state.throttle.due(at: now) { try send(update, at: now, &state) }
    }
  }

  /// A position is closed: who subscribes later must not be told its last state.
  package func forget(_ trade: TradeID, _ symbol: Symbol) {
    state.withLock { state in
      state.closed[symbol] = trade
      state.positions[symbol] = nil
      state.throttle.forget(symbol)
    }
  }

  /// Everybody has to load everything anew: changes were lost for good.
  package func tellResync() throws {
    try state.withLock { state in
      let notice = try SocketMessage(SocketMessage.Notice(type: "resync", id: state.log.lastID))
      for client in state.clients.values { client.queue.push(notice) }
    }
    metrics.count(.resyncs)
  }

  private func send(_ update: LivePosition, at now: Timestamp, _ state: inout State) throws {
    state.sequence += 1
    let message = try SocketMessage.position(update, sequence: state.sequence, at: now)
    state.positions[update.symbol] = message
    let room = Room.positions(update.symbol)
    var (told, replaced) = (0, 0)
    for client in state.clients.values where client.rooms.contains(room) {
      told += 1
      if client.queue.push(message) == .replaced { replaced += 1 }
    }
    metrics.count(.socketMessages, ["position"], by: Double(told))
    if replaced > 0 { metrics.count(.statesReplaced, by: Double(replaced)) }
  }
}
