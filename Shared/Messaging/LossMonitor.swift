import CZeroMQ

/// Sees the connection of one socket end. ZeroMQ itself tells nobody that what was sent over it gets no answer.
struct LossMonitor: ~Copyable {
  private let events: Socket

  /// - Throws: ``BusError`` when ZeroMQ has no socket to give.
  init(_ socket: borrowing Socket, _ context: ZeroMQContext) throws(BusError) {
    let events = try Socket(context, ZMQ_PAIR)
    // The handle is this socket's alone for as long as it lives.
    let address = "inproc://losses-\(UInt(bitPattern: socket.handle))"
    try socket.tellDisconnections(at: address)
    try events.connect(address, nil)
    self.events = events
  }

  var pollItem: zmq_pollitem_t { zmq_pollitem_t(socket: events.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0) }

  /// Whether a connection has ended since the last call.
  func hasLost() -> Bool {
    var hasLost = false
    while events.receive() != nil { hasLost = true }
    return hasLost
  }

  /// Before the listening end is closed: ZeroMQ's thread would wait for a listener for ever.
  func end(_ socket: borrowing Socket) { socket.stopTelling() }
}
