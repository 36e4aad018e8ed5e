import CZeroMQ
import FoundationEssentials
import Model

/// The outgoing side of request/reply: one DEALER an endpoint, and the requests that wait for an answer.
struct Dealers: ~Copyable {
  /// A socket and what could not be sent yet because the peer is not connected.
  private final class Dealer {
    let socket: Socket
    private let losses: LossMonitor
    let endpoint: String
    var unsent: [PendingRequest] = []

    init(_ context: ZeroMQContext, _ endpoint: String, _ keys: BusKeys?) throws(BusError) {
      self.endpoint = endpoint
      socket = try Socket(context, ZMQ_DEALER)
      // Without a connection nothing is queued: a request must not reach a service that starts after the caller gave up.
      socket.set(ZMQ_IMMEDIATE, 1)
      losses = try LossMonitor(socket, context)
      try socket.connect(endpoint, keys)
    }

    deinit { losses.end(socket) }

    var pollItems: [zmq_pollitem_t] {
      let events = ZMQ_POLLIN | (unsent.isEmpty ? 0 : ZMQ_POLLOUT)
      return [zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(events), revents: 0), losses.pollItem]
    }

    /// Asked before each sending, so that what is sent over a new connection does not count as lost with the old one.
    func hasLostConnection() -> Bool { losses.hasLost() }
  }

  private let keys: BusKeys?
  private var dealers: [String: Dealer] = [:]
  private var waiting: [UInt64: PendingRequest] = [:]

  init(_ keys: BusKeys?) { self.keys = keys }

  /// When the next request has waited long enough for its answer, or for its peer.
  var nextDeadline: ContinuousClock.Instant? {
    let unsent = dealers.values.lazy.flatMap(\.unsent).map(\.connectedBy)
    return [waiting.values.lazy.map(\.deadline).min(), unsent.min()].compactMap { $0 }.min()
  }

  var pollItems: [zmq_pollitem_t] { dealers.values.flatMap(\.pollItems) }

  /// More requests than this do not wait at a time: further ones fail at once.
  static let bound = 2000

  mutating func add(_ request: PendingRequest, _ context: ZeroMQContext) {
    guard waiting.count < Self.bound else {
      return request.continuation.resume(throwing: BusError(.overloaded, "\(Self.bound) requests of this process wait for their answers"))
    }
    do {
      let dealer = try dealers[request.endpoint] ?? Dealer(context, request.endpoint, keys)
      dealers[request.endpoint] = dealer
      take(dealer)
      waiting[request.id] = request
      if !dealer.socket.send(request.frames) { dealer.unsent.append(request) }
    } catch {
      request.continuation.resume(throwing: error)
    }
  }

  mutating func cancel(_ id: UInt64) {
    waiting.removeValue(forKey: id)?.continuation.resume(throwing: CancellationError())
  }

  /// Sends what waits, takes the answers in, and ends what is past its deadline.
  mutating func exchange(now: ContinuousClock.Instant) {
    for dealer in dealers.values {
      take(dealer)
      var unsent: [PendingRequest] = []
      for request in dealer.unsent where waiting[request.id] != nil && request.deadline > now {
        if dealer.socket.send(request.frames) { continue }
        if request.connectedBy > now {
          unsent.append(request)
        } else {
          waiting.removeValue(forKey: request.id)?.continuation.resume(throwing: NotConnected())
        }
      }
      dealer.unsent = unsent
    }
    for (id, request) in waiting where request.deadline <= now {
      waiting.removeValue(forKey: id)
      request.continuation.resume(throwing: BusError(.timeout, "no answer from \(request.endpoint) before the deadline"))
    }
  }

  /// Takes the answers in; what was sent over a connection that has ended since gets none.
  private mutating func take(_ dealer: Dealer) {
    let isLost = dealer.hasLostConnection()
    while let frames = dealer.socket.receive() {
      guard let id = frames.first.flatMap(Self.identifier) else { continue }
      waiting.removeValue(forKey: id)?.continuation.resume(returning: Array(frames.dropFirst()))
    }
    guard isLost else { return }
    let unsent = Set(dealer.unsent.map(\.id))
    for request in waiting.values where request.endpoint == dealer.endpoint && !unsent.contains(request.id) {
      waiting.removeValue(forKey: request.id)
      request.continuation.resume(throwing: ConnectionLost())
    }
  }

  mutating func failAll() {
    for request in waiting.values { request.continuation.resume(throwing: BusError(.closed, "the bus of this process was closed")) }
    waiting = [:]
  }

  private static func identifier(_ frame: Data) -> UInt64? {
    guard frame.count == 8 else { return nil }
    return frame.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  }
}
