import CZeroMQ
import FoundationEssentials
import Glibc
import Messaging
import Model
import Synchronization

/// A bare libzmq socket with any keys or none, and what ZeroMQ tells about its connection.
///
/// Sendable: each call holds the mutex, which is the fence that ZeroMQ asks for when a socket moves between threads.
package final class RawPeer: @unchecked Sendable {
  private let context: UnsafeMutableRawPointer
  private let socket: UnsafeMutableRawPointer
  private let monitor: UnsafeMutableRawPointer
  private let connection = Mutex((accepted: 0, refused: 0))

  /// - Parameters:
  ///   - server: the public key that the other side must have; nil: plain.
  ///   - client: the key that is shown to it.
  package init(_ type: Int32, _ address: String, server: String? = nil, client: CurveKeyPair? = nil) throws {
    guard let context = zmq_ctx_new(), let socket = zmq_socket(context, type), let monitor = zmq_socket(context, ZMQ_PAIR) else {
      throw TestFailure("no socket")
    }
    (self.context, self.socket, self.monitor) = (context, socket, monitor)
    for (option, value) in [(ZMQ_LINGER, Int32(0)), (ZMQ_RECONNECT_IVL, 50), (ZMQ_RECONNECT_IVL_MAX, 200)] {
      withUnsafeBytes(of: value) { _ = zmq_setsockopt(socket, option, $0.baseAddress, 4) }
    }
    if let server, let client {
      for (option, text) in [
        (ZMQ_CURVE_SERVERKEY, server), (ZMQ_CURVE_PUBLICKEY, client.publicKey), (ZMQ_CURVE_SECRETKEY, client.secretKey),
      ] {
        guard zmq_setsockopt(socket, option, text, text.utf8.count) == 0 else { throw TestFailure("the key is refused here") }
      }
    }
    if type == ZMQ_SUB { zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) }
    guard zmq_socket_monitor(socket, "inproc://monitor", ZMQ_EVENT_ALL) == 0, zmq_connect(monitor, "inproc://monitor") == 0,
      zmq_connect(socket, address) == 0
    else { throw TestFailure("\(address) cannot be used") }
  }

  deinit {
    zmq_close(monitor)
    zmq_close(socket)
    zmq_ctx_term(context)
  }

  package func send(_ frames: [Data]) {
    connection.withLock { _ in
      for (index, frame) in frames.enumerated() {
        let flags = ZMQ_DONTWAIT | (index < frames.count - 1 ? ZMQ_SNDMORE : 0)
        _ = frame.withUnsafeBytes { zmq_send(socket, $0.baseAddress, $0.count, flags) }
      }
    }
  }

  /// Whether something has been received.
  package func hasReceived() -> Bool {
    connection.withLock { _ in
      var bytes = [UInt8](repeating: 0, count: 4096)
      return zmq_recv(socket, &bytes, bytes.count, ZMQ_DONTWAIT) >= 0
    }
  }

  /// How many handshakes have worked.
  package var accepted: Int { connection.withLock { count(&$0).accepted } }
  /// How many connections have been refused or ended.
  package var refused: Int { connection.withLock { count(&$0).refused } }

  private func count(_ result: inout (accepted: Int, refused: Int)) -> (accepted: Int, refused: Int) {
    var bytes = [UInt8](repeating: 0, count: 512)
    while true {
      let length = zmq_recv(monitor, &bytes, bytes.count, ZMQ_DONTWAIT)
      guard length >= 2 else { return result }
      let event = Int32(UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
      _ = zmq_recv(monitor, &bytes, bytes.count, 0)
      switch event {
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: result.accepted += 1
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL,
        ZMQ_EVENT_DISCONNECTED:
        result.refused += 1
      default: break
      }
    }
  }
}
