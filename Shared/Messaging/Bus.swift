import FoundationEssentials
import Logging
import Messages
import Model
import Synchronization

/// This process's place on the bus. One thread owns all its sockets; everything else talks to that thread.
package final class Bus: Sendable {
  private let inbox: BusInbox
  private let time: TimeSource
  private let addresses: BusAddresses
  private let caller: String
  private let nextRequest = Mutex<UInt64>(1)
  private let end = ThreadEnd()

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

  /// Asks a service and waits for its answer, at most until the deadline. Standbys are passed over.
  /// - Throws: ``BusError`` and what decoding the reply throws.
  package func ask<Asked: AddressedRequest>(_ request: Asked, within limit: Duration = .seconds(3)) async throws -> Asked.Reply {
    try await ask(request, of: Asked.service, within: limit)
  }

  package func ask<Asked: Request>(_ request: Asked, of service: ServiceName, within limit: Duration = .seconds(3)) async throws
    -> Asked.Reply
  {
    let payload = try Wire.encoder.encode(request)
    let reply = try await ask(name: Asked.name, version: Asked.version, payload: payload, of: service, within: limit)
    return try Wire.decoder.decode(Asked.Reply.self, from: reply)
  }

  /// The untyped form, for tools.
  package func ask(name: String, version: Int, payload: Data, of service: ServiceName, within limit: Duration) async throws -> Data {
    guard let endpoints = addresses.services[service], !endpoints.isEmpty else {
      throw BusError(.address, "there is no request address for \(service.rawValue)")
    }
    let deadline = ContinuousClock.now + limit
    let silence = BusError(.timeout, "\(service.rawValue) did not answer \(name) within \(limit)")
    var last = silence
    var isOutcomeUnknown = false
    for (index, endpoint) in endpoints.enumerated() {
      // The last replica may use all the time that is left; the others share it, so that a dead one does not eat the deadline.
      let share = max(.zero, ContinuousClock.now.duration(to: deadline)) / (endpoints.count - index)
      // A replica that was passed over must not do later what another one has been asked to do.
      let header = RequestHeader(name: name, version: version, caller: caller, deadline: time.now + share)
      do {
        let reply = try await exchange(endpoint, [try Wire.encoder.encode(header), payload], .now + share, name, service)
        let answer = try Wire.decoder.decode(ReplyHeader.self, from: reply[0])
        switch answer.status {
        case .ok: return reply[1]
        case .notLeader: last = BusError(.notLeader, "\(service.rawValue) has no leader right now")
        case .unsupported: throw BusError(.unsupported, answer.message ?? "\(service.rawValue) does not know \(name)")
        case .failed: throw BusError(.failed, answer.message ?? "\(service.rawValue) failed at \(name)")
        }
      } catch let error as BusError where error.code == .timeout {
        isOutcomeUnknown = true
      }
    }
    // One silent replica may have acted, whatever the standbys said.
    throw isOutcomeUnknown ? silence : last
  }

  private func exchange(_ endpoint: String, _ frames: [Data], _ deadline: ContinuousClock.Instant, _ name: String, _ service: ServiceName)
    async throws
    -> [Data]
  {
    let id = nextRequest.withLock { next in
      defer { next += 1 }
      return next
    }
    let reply = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let request = PendingRequest(
          id: id, endpoint: endpoint, frames: [withUnsafeBytes(of: id) { Data($0) }] + frames, deadline: deadline,
          continuation: continuation)
        if !inbox.push(.request(request)) { continuation.resume(throwing: BusError(.closed, "the bus of this process is closed")) }
        // A cancellation from before the push has found nothing to cancel.
        if Task.isCancelled { inbox.push(.cancel(id)) }
      }
    } onCancel: {
      inbox.push(.cancel(id))
    }
    guard reply.count == 2 else { throw BusError(.failed, "\(service.rawValue) answered \(name) with \(reply.count) frames") }
    return reply
  }

  /// Answers a request.
  package func reply(to request: IncomingRequest, _ header: ReplyHeader, _ payload: Data = Data("{}".utf8)) throws {
    inbox.push(.reply(request.route + [try Wire.encoder.encode(header), payload]))
  }

  /// Closes the sockets; pending requests fail, the streams end. Waits for the thread; afterwards the addresses are free.
  package func close() async {
    inbox.close()
    await end.wait()
  }
}
