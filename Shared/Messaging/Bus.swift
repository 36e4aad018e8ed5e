import FoundationEssentials
import Logging
import Messages
import Model
import Synchronization

/// This process's place on the bus. One thread owns all its sockets; everything else talks to that thread.
package final class Bus: Sendable {
  let inbox: BusInbox
  let time: TimeSource
  let addresses: BusAddresses
  let caller: String
  let nextRequest = Mutex<UInt64>(1)
  /// The replica of each service that answered last: it is asked first.
  let preferred = Mutex<[ServiceName: String]>([:])
  private let end = ThreadEnd()
  private let requestsContinuation: AsyncStream<IncomingRequest>.Continuation

  /// Events of the subscribed producers. Bounded: when 5,000 wait, new ones are dropped and the numbers' gap leads to a replay.
  package let events: AsyncStream<EncodedEvent>
  /// Requests to this service. Bounded: when 1,000 wait, new ones are dropped and their callers time out.
  package let requests: AsyncStream<IncomingRequest>

  /// Connects, binds and starts the thread.
  /// - Parameters:
  ///   - caller: the name under which this process makes requests.
  ///   - listening: the service whose request port is bound; nil for tools.
  ///   - listenAddress: what is bound, when it differs from what the others connect to.
  /// - Throws: ``BusError`` `address`.
  package init(
    _ addresses: BusAddresses, caller: String, listening: ServiceName? = nil, listenAddress: String? = nil, subscribing: [String] = [],
    time: TimeSource = .system, logger: Logger
  ) throws(BusError) {
    self.addresses = addresses
    self.caller = caller
    self.time = time
    let wakeUp = try WakeUp()
    inbox = BusInbox(wakeUp)
    let (events, eventsContinuation) = AsyncStream.makeStream(of: EncodedEvent.self, bufferingPolicy: .bufferingOldest(5000))
    let (requests, requestsContinuation) = AsyncStream.makeStream(of: IncomingRequest.self, bufferingPolicy: .bufferingOldest(1000))
    self.events = events
    self.requests = requests
    self.requestsContinuation = requestsContinuation
    var bind: String?
    if let listening {
      guard let own = listenAddress ?? addresses.services[listening]?.first else {
        throw BusError(.address, "there is no request address for \(listening.rawValue)")
      }
      bind = own
    }
    let outputs = BusOutputs(events: eventsContinuation, requests: requestsContinuation)
    try BusThread.start(
      BusThread.Setup(addresses: addresses, bind: bind, prefixes: subscribing), inbox, wakeUp, outputs, end, time, logger)
  }

  deinit { inbox.close() }

  /// Hands an event to the bus thread; losing it is allowed (consumers replay).
  /// - Returns: false when it was dropped, because too many wait or the bus is closed.
  @discardableResult
  package func publish(_ event: EncodedEvent) throws -> Bool {
    inbox.push(.publish([Data(event.envelope.topic.description.utf8), try event.wireFormat()]))
  }

  /// Publishes a fact that the next one replaces.
  package func publish<Payload: TransientEvent>(_ event: Payload, from producer: ServiceName, _ correlationID: CorrelationID) throws {
    let envelope = Envelope(
      id: .random(), topic: Topic(producer, Payload.event), version: Payload.version, occurredAt: time.now, number: nil,
      correlationID: correlationID, causationID: nil, actBefore: nil)
    try publish(EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(event)))
  }

  /// Answers a request.
  package func reply(to request: IncomingRequest, _ header: ReplyHeader, _ payload: Data = Data("{}".utf8)) throws {
    inbox.push(.reply(request.route + [try Wire.encoder.encode(header), payload]))
  }

  /// Takes no more requests: ``requests`` ends after those that wait in it. They can still be answered.
  package func endRequests() { requestsContinuation.finish() }

  /// Closes the sockets; pending requests fail, the streams end. Waits for the thread; afterwards the addresses are free.
  package func close() async {
    inbox.close()
    await end.wait()
  }
}
