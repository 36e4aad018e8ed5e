import CZeroMQ
import FoundationEssentials
import Logging
import Messages
import Model

/// Where the bus thread delivers.
struct BusOutputs: Sendable {
  let events: AsyncStream<EncodedEvent>.Continuation
  let requests: AsyncStream<IncomingRequest>.Continuation
}

/// The thread that owns every socket of this process. It waits in `zmq_poll` and never calls out.
struct BusThread: ~Copyable {
  struct Setup: Sendable {
    let addresses: BusAddresses
    let bind: String?
    let prefixes: [String]
  }

  private let context: ZeroMQContext
  private let authenticator: Authenticator?
  private let publisher: Socket
  private let subscriber: Socket
  private let router: Socket
  private let isListening: Bool
  private var dealers: Dealers

  private let inbox: BusInbox
  private let wakeUp: WakeUp
  private let outputs: BusOutputs
  private let time: TimeSource
  private let logger: Logger

  /// Makes the sockets on the calling thread, so that a bad address is reported to the caller, and moves them to the new thread
  /// (starting a thread is a full fence, which is what ZeroMQ asks for).
  static func start(
    _ setup: Setup, _ inbox: BusInbox, _ wakeUp: WakeUp, _ outputs: BusOutputs, _ end: ThreadEnd, _ time: TimeSource, _ logger: Logger
  ) throws(BusError) {
    let thread = try BusThread(setup, inbox, wakeUp, outputs, time, logger)
    startThread(thread, end: end) { $0.run() }
  }

  private init(
    _ setup: Setup, _ inbox: BusInbox, _ wakeUp: WakeUp, _ outputs: BusOutputs, _ time: TimeSource, _ logger: Logger
  ) throws(BusError) {
    let context = try ZeroMQContext()
    let keys = setup.addresses.keys
    var authenticator: Authenticator?
    if let keys { authenticator = try Authenticator(context, keys) }
    let publisher = try Socket(context, ZMQ_PUB)
    publisher.set(ZMQ_SNDHWM, 10_000)
    try publisher.connect(setup.addresses.publishers, keys)
    let subscriber = try Socket(context, ZMQ_SUB)
    subscriber.set(ZMQ_RCVHWM, 5000)
    if !setup.prefixes.isEmpty { try subscriber.connect(setup.addresses.subscribers, keys) }
    for prefix in setup.prefixes { subscriber.subscribe(prefix) }
    let router = try Socket(context, ZMQ_ROUTER)
    if let address = setup.bind { try router.bind(address, keys) }
    self.context = context
    self.authenticator = authenticator
    dealers = Dealers(keys)
    self.publisher = publisher
    self.subscriber = subscriber
    self.router = router
    isListening = setup.bind != nil
    self.inbox = inbox
    self.wakeUp = wakeUp
    self.outputs = outputs
    self.time = time
    self.logger = logger
  }

  private mutating func run() {
    while true {
      wait()
      wakeUp.drain()
      let (commands, isClosed) = inbox.take()
      for command in commands { perform(command) }
      if isClosed { break }
      authenticator?.answer()
      receiveEvents()
      if isListening { receiveRequests() }
      dealers.exchange(now: .now)
    }
    dealers.failAll()
    outputs.events.finish()
    outputs.requests.finish()
  }

  private func wait() {
    var items = [
      zmq_pollitem_t(socket: nil, fd: wakeUp.descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
      zmq_pollitem_t(socket: subscriber.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
      zmq_pollitem_t(socket: router.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
    ]
    if let authenticator { items.append(zmq_pollitem_t(socket: authenticator.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)) }
    items += dealers.pollItems
    let untilDeadline = dealers.nextDeadline.map { max(0, (ContinuousClock.now.duration(to: $0)).wholeMilliseconds + 1) } ?? 1000
    zmq_poll(&items, Int32(items.count), Int(min(untilDeadline, 1000)))
  }

  private mutating func perform(_ command: BusCommand) {
    switch command {
    case .publish(let frames): _ = publisher.send(frames)
    case .reply(let frames): _ = router.send(frames)
    case .request(let request): dealers.add(request, context)
    case .cancel(let id): dealers.cancel(id)
    }
  }

  /// A flood of messages must not keep the thread from deadlines and commands: the rest waits for the next turn.
  private static let messagesInTurn = 1000

  private func receiveEvents() {
    for _ in 0..<Self.messagesInTurn {
      guard let frames = subscriber.receive() else { return }
      guard frames.count == 2 else { continue }
      do {
        outputs.events.yield(try EncodedEvent(wireFormat: frames[1]))
      } catch {
        logger.warning("unreadable event dropped", metadata: ["error": "\(error)", "bytes": "\(frames[1].count)"])
      }
    }
  }

  private func receiveRequests() {
    for _ in 0..<Self.messagesInTurn {
      guard let frames = router.receive() else { return }
      guard frames.count == 4 else { continue }
      let route = Array(frames[0..<2])
      do {
        let header = try Wire.decoder.decode(RequestHeader.self, from: frames[2])
        // The caller has given up: working for it would be work after the deadline.
        guard header.deadline > time.now else { continue }
        outputs.requests.yield(IncomingRequest(route: route, header: header, payload: frames[3]))
      } catch {
        logger.warning("unreadable request dropped", metadata: ["error": "\(error)"])
      }
    }
  }
}
