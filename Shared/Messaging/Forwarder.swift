import CZeroMQ
import FoundationEssentials
import Messages
import Model

/// The XSUB/XPUB forwarder: publishers and subscribers need to know it only, not each other. It keeps nothing.
package final class Forwarder: Sendable {
  private let stop: WakeUp
  private let end = ThreadEnd()

  /// Binds both sides and starts forwarding on a thread of its own.
  /// - Throws: ``BusError`` `address` when a port is taken.
  package init(_ addresses: BusAddresses) throws(BusError) {
    stop = try WakeUp()
    let loop = try Loop(addresses, stop)
    startThread(loop, end: end) { $0.run() }
  }

  /// Stops forwarding and waits for the thread; afterwards the addresses are free.
  package func close() async {
    stop.signal()
    await end.wait()
  }

  private struct Loop: ~Copyable {
    private let context: ZeroMQContext
    private let authenticator: Authenticator?
    private let publishers: Socket
    private let subscribers: Socket
    private let stop: WakeUp

    init(_ addresses: BusAddresses, _ stop: WakeUp) throws(BusError) {
      let context = try ZeroMQContext()
      var authenticator: Authenticator?
      if let keys = addresses.keys { authenticator = try Authenticator(context, keys) }
      let publishers = try Socket(context, ZMQ_XSUB)
      publishers.set(ZMQ_RCVHWM, 10_000)
      try publishers.bind(addresses.publishers, addresses.keys)
      let subscribers = try Socket(context, ZMQ_XPUB)
      // For each subscriber: what a frozen one costs at most.
      subscribers.set(ZMQ_SNDHWM, 10_000)
      try subscribers.bind(addresses.subscribers, addresses.keys)
      self.context = context
      self.authenticator = authenticator
      self.publishers = publishers
      self.subscribers = subscribers
      self.stop = stop
    }

    /// A loop of our own instead of `zmq_proxy`, so that an event descriptor can end it.
    mutating func run() {
      while true {
        var items = [
          zmq_pollitem_t(socket: nil, fd: stop.descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
          zmq_pollitem_t(socket: publishers.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
          zmq_pollitem_t(socket: subscribers.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
        ]
        if let authenticator { items.append(zmq_pollitem_t(socket: authenticator.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)) }
        zmq_poll(&items, Int32(items.count), -1)
        if items[0].revents != 0 { break }
        authenticator?.answer()
        if items[1].revents != 0 { Self.forward(publishers.handle, subscribers.handle) }
        if items[2].revents != 0 { Self.forward(subscribers.handle, publishers.handle) }
      }
    }

    /// Moves what waits, a thousand frames at most before the other direction has its turn.
    private static func forward(_ source: UnsafeMutableRawPointer, _ destination: UnsafeMutableRawPointer) {
      for _ in 0..<1000 {
        var message = zmq_msg_t()
        zmq_msg_init(&message)
        guard zmq_msg_recv(&message, source, ZMQ_DONTWAIT) >= 0 else {
          zmq_msg_close(&message)
          return
        }
        let more = zmq_msg_more(&message) != 0
        // A message that was taken over by the send must not be closed; one that was refused must be.
        if zmq_msg_send(&message, destination, more ? ZMQ_SNDMORE : 0) < 0 { zmq_msg_close(&message) }
      }
    }
  }
}
