import CZeroMQ
import Instance
import Messaging
import Model

/// The floor: bare libzmq through the same forwarder, two frames, the same number of bytes.
final class RawBusBench {
  private let context: UnsafeMutableRawPointer
  private let publisher: UnsafeMutableRawPointer
  private let subscriber: UnsafeMutableRawPointer
  private var buffer = [UInt8](repeating: 0, count: 4096)
  private let topic = Array("analyzer.bench.fact".utf8)
  private let payload = [UInt8](repeating: UInt8(ascii: "x"), count: 600)

  /// One in flight for delays; this many for rates.
  static let window = 500

  init(_ addresses: BusAddresses) throws {
    guard let context = zmq_ctx_new(), let publisher = zmq_socket(context, ZMQ_PUB), let subscriber = zmq_socket(context, ZMQ_SUB) else {
      throw CommandFailure(.failed, "ZeroMQ has no socket")
    }
    (self.context, self.publisher, self.subscriber) = (context, publisher, subscriber)
    for socket in [publisher, subscriber] {
      if let keys = addresses.keys {
        for (option, text) in [
          (ZMQ_CURVE_SERVERKEY, keys.server.publicKey), (ZMQ_CURVE_PUBLICKEY, keys.client.publicKey),
          (ZMQ_CURVE_SECRETKEY, keys.client.secretKey),
        ] { zmq_setsockopt(socket, option, text, text.utf8.count) }
      }
      // The marks of our own sockets: ZeroMQ's default of 1,000 counts what the peer has not yet acknowledged and would drop here.
      for (option, value) in [(ZMQ_LINGER, Int32(0)), (ZMQ_SNDHWM, 10_000), (ZMQ_RCVHWM, 10_000)] {
        withUnsafeBytes(of: value) { _ = zmq_setsockopt(socket, option, $0.baseAddress, 4) }
      }
    }
    // A lost message must end the measurement, not hang it.
    withUnsafeBytes(of: Int32(5000)) { _ = zmq_setsockopt(subscriber, ZMQ_RCVTIMEO, $0.baseAddress, 4) }
    zmq_setsockopt(subscriber, ZMQ_SUBSCRIBE, topic, topic.count)
    guard zmq_connect(publisher, addresses.publishers) == 0, zmq_connect(subscriber, addresses.subscribers) == 0 else {
      throw CommandFailure(.failed, "the forwarder cannot be reached")
    }
  }

  deinit {
    zmq_close(publisher)
    zmq_close(subscriber)
    zmq_ctx_term(context)
  }

  func measure(_ count: Int) throws -> BenchBusReport.Path {
    try join()
    let clock = ContinuousClock()
    var delays: [Duration] = []
    for _ in 0..<count {
      let start = clock.now
      send()
      try receive()
      delays.append(clock.now - start)
    }
    let start = clock.now
    var (sent, received) = (0, 0)
    while received < count * 4 {
      while sent - received < Self.window, sent < count * 4 {
        send()
        sent += 1
      }
      try receive()
      received += 1
    }
    return BenchBusReport.Path(delays, perSecond: Double(received) / (clock.now - start).inSeconds)
  }

  /// Sends until something arrives: a subscription needs a moment to reach the publisher. Then takes what is still on its way.
  private func join() throws {
    var tries = 0
    while zmq_recv(subscriber, &buffer, buffer.count, ZMQ_DONTWAIT) < 0 {
      tries += 1
      guard tries < 5000 else { throw CommandFailure(.failed, "nothing passes the forwarder") }
      send()
      zmq_poll(nil, 0, 1)
    }
    var quiet = 0
    while quiet < 100 {
      quiet = zmq_recv(subscriber, &buffer, buffer.count, ZMQ_DONTWAIT) < 0 ? quiet + 1 : 0
      zmq_poll(nil, 0, 1)
    }
  }

  private func send() {
    _ = zmq_send(publisher, topic, topic.count, ZMQ_SNDMORE)
    _ = zmq_send(publisher, payload, payload.count, 0)
  }

  private func receive() throws {
    for _ in 0..<2 {
      guard zmq_recv(subscriber, &buffer, buffer.count, 0) >= 0 else { throw CommandFailure(.failed, "a message was lost on the bus") }
    }
  }
}
