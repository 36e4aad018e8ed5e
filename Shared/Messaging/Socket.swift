import CZeroMQ
import FoundationEssentials

/// One ZeroMQ socket. It belongs to the thread that made it.
struct Socket: ~Copyable {
  let handle: UnsafeMutableRawPointer
  /// Held, so that the context ends after its last socket.
  private let context: ZeroMQContext

  /// - Throws: ``BusError`` when ZeroMQ has no socket to give.
  init(_ context: ZeroMQContext, _ type: Int32) throws(BusError) {
    guard let handle = zmq_socket(context.handle, type) else { throw BusError(.closed, "zmq_socket: \(Self.lastError)") }
    self.handle = handle
    self.context = context
    set(ZMQ_LINGER, 200)
    set(ZMQ_MAXMSGSIZE, Int64(16 << 20))
    set(ZMQ_HEARTBEAT_IVL, 1000)
    set(ZMQ_HEARTBEAT_TIMEOUT, 3000)
    set(ZMQ_RECONNECT_IVL, 20)
    set(ZMQ_RECONNECT_IVL_MAX, 500)
  }

  deinit { zmq_close(handle) }

  func set<Value: FixedWidthInteger>(_ option: Int32, _ value: Value) {
    // Int32 for all options but MAXMSGSIZE (int64): the caller's type decides the size that ZeroMQ checks.
    if let value = value as? Int64 {
      withUnsafeBytes(of: value) { _ = zmq_setsockopt(handle, option, $0.baseAddress, $0.count) }
    } else {
      withUnsafeBytes(of: Int32(truncatingIfNeeded: value)) { _ = zmq_setsockopt(handle, option, $0.baseAddress, $0.count) }
    }
  }

  func subscribe(_ prefix: String) {
    let bytes = Array(prefix.utf8)
    _ = zmq_setsockopt(handle, ZMQ_SUBSCRIBE, bytes, bytes.count)
  }

  /// - Throws: ``BusError`` `address`, naming it.
  func bind(_ address: String) throws(BusError) {
    guard zmq_bind(handle, address) == 0 else {
      let reason = zmq_errno() == EADDRINUSE ? "the port is in use by another program" : Self.lastError
      throw BusError(.address, "cannot listen on \(address): \(reason)")
    }
  }

  func connect(_ address: String) throws(BusError) {
    guard zmq_connect(handle, address) == 0 else { throw BusError(.address, "cannot use the address \(address): \(Self.lastError)") }
  }

  /// Sends all frames or none, without blocking. - Returns: false when the socket cannot take them now.
  func send(_ frames: [Data]) -> Bool {
    var isAccepted = true
    for (index, frame) in frames.enumerated() {
      let flags = ZMQ_DONTWAIT | (index < frames.count - 1 ? ZMQ_SNDMORE : 0)
      let sent = frame.withUnsafeBytes { zmq_send(handle, $0.baseAddress, $0.count, flags) }
      if sent < 0 {
        if index == 0 { return false }
        // The peer went between two frames. ZeroMQ now swallows frames up to the message's end: they must be offered, or it would
        // swallow the next message.
        isAccepted = false
      }
    }
    return isAccepted
  }

  /// The next whole message, or nil when none waits.
  func receive() -> [Data]? {
    var frames: [Data] = []
    while true {
      var message = zmq_msg_t()
      zmq_msg_init(&message)
      defer { zmq_msg_close(&message) }
      guard zmq_msg_recv(&message, handle, ZMQ_DONTWAIT) >= 0 else { return nil }
      frames.append(Data(bytes: zmq_msg_data(&message), count: zmq_msg_size(&message)))
      if zmq_msg_more(&message) == 0 { return frames }
    }
  }

  static var lastError: String { String(cString: zmq_strerror(zmq_errno())) }
}
