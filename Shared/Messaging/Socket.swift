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

  /// Listens for those who have a key, or for everybody when there are no keys and the address is private (``BindingRule``).
  /// - Throws: ``BusError`` `address`, naming it.
  func bind(_ address: String, _ keys: BusKeys?) throws(BusError) {
    if let keys {
      try require(ZMQ_CURVE_SERVER, Int32(1))
      try require(ZMQ_CURVE_SECRETKEY, keys.server.secretKey)
      try require(ZMQ_ZAP_DOMAIN, Authenticator.domain)
      try require(Self.enforceDomain, Int32(1))
    } else if let refusal = BindingRule.refusal(address, interfaces: BindingRule.interfaces) {
      throw BusError(.address, "without keys this is not listened on: \(refusal)")
    }
    try listen(address)
  }

  /// As ``bind(_:_:)`` without its checks: for addresses inside this process.
  func listen(_ address: String) throws(BusError) {
    guard zmq_bind(handle, address) == 0 else {
      let reason = zmq_errno() == EADDRINUSE ? "the port is in use by another program" : Self.lastError
      throw BusError(.address, "cannot listen on \(address): \(reason)")
    }
  }

  /// Connects to a peer that has the installation's server key, when there are keys.
  func connect(_ address: String, _ keys: BusKeys?) throws(BusError) {
    if let keys {
      try require(ZMQ_CURVE_SERVERKEY, keys.server.publicKey)
      try require(ZMQ_CURVE_PUBLICKEY, keys.client.publicKey)
      try require(ZMQ_CURVE_SECRETKEY, keys.client.secretKey)
    }
    guard zmq_connect(handle, address) == 0 else { throw BusError(.address, "cannot use the address \(address): \(Self.lastError)") }
  }

  /// Has ZeroMQ tell, through a PAIR at `address` inside this process, when the peer's connection ends.
  func tellDisconnections(at address: String) throws(BusError) {
    guard zmq_socket_monitor(handle, address, ZMQ_EVENT_DISCONNECTED) == 0 else {
      throw BusError(.closed, "zmq_socket_monitor: \(Self.lastError)")
    }
  }

  func stopTelling() { zmq_socket_monitor(handle, nil, 0) }

  /// ZMQ_ZAP_ENFORCE_DOMAIN: Debian's header shows it to drafts only, its library knows it. Without it nobody would be asked for a key
  /// while there is no authenticator.
  private static let enforceDomain: Int32 = 93

  /// An option without which the socket must not be used.
  private func require(_ option: Int32, _ value: String) throws(BusError) {
    let bytes = Array(value.utf8)
    guard zmq_setsockopt(handle, option, bytes, bytes.count) == 0 else { throw BusError(.keys, "ZeroMQ refuses a key: \(Self.lastError)") }
  }

  private func require(_ option: Int32, _ value: Int32) throws(BusError) {
    let result = withUnsafeBytes(of: value) { zmq_setsockopt(handle, option, $0.baseAddress, $0.count) }
    guard result == 0 else { throw BusError(.keys, "this ZeroMQ has no CURVE: \(Self.lastError)") }
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
