import CZeroMQ

/// A ZeroMQ context; ending it waits (at most the sockets' linger) for what is still to be sent.
final class ZeroMQContext {
  let handle: UnsafeMutableRawPointer

  init() throws(BusError) {
    guard let handle = zmq_ctx_new() else { throw BusError(.closed, "zmq_ctx_new: \(Socket.lastError)") }
    self.handle = handle
  }

  deinit { zmq_ctx_term(handle) }
}
