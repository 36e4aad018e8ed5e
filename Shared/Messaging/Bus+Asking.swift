import FoundationEssentials
import Messages
import Model

/// Requests to services, whose address is a list of replicas (DESIGN §4).
extension Bus {
  /// How long a replica may take to be connected before the next one is asked: nothing has been sent to it.
  static let connectPatience = Duration.milliseconds(150)
  /// Between two rounds when nobody leads.
  static let roundPause = Duration.milliseconds(50)
  /// A later round with less time than this would only turn a clear answer (nobody leads) into an unknown outcome.
  package static let shortestRound = Duration.milliseconds(300)

  /// Asks a service and waits for its answer, at most until the deadline. Standbys and replicas that are not there are passed over; while
  /// nobody leads, all are asked again.
  /// - Throws: ``BusError`` and what decoding the reply throws.
  package func ask<Asked: AddressedRequest>(_ request: Asked, within limit: Duration = .seconds(3)) async throws -> Asked.Reply {
    try await ask(request, of: Asked.service, within: limit)
  }

  package func ask<Asked: Request>(_ request: Asked, of service: ServiceName, within limit: Duration = .seconds(3)) async throws
    -> Asked.Reply
  {
    let payload = try Wire.encoder.encode(request)
    let reply = try await ask(
      name: Asked.name, version: Asked.version, payload: payload, isRead: Asked.self is any ReadRequest.Type, of: service, within: limit)
    return try Wire.decoder.decode(Asked.Reply.self, from: reply)
  }

  /// Asks one replica, whatever the others do: for whoever shows them all.
  package func ask<Asked: Request>(_ request: Asked, of service: ServiceName, at endpoint: String, within limit: Duration) async throws
    -> Asked.Reply
  {
    let deadline = ContinuousClock.now + limit
    let question = Question(name: Asked.name, version: Asked.version, payload: try Wire.encoder.encode(request), service: service)
    do {
      guard let reply = try await attempt(question, endpoint, until: deadline, connectedBy: deadline) else {
        throw BusError(.notLeader, "\(service.rawValue) at \(endpoint) does not lead")
      }
      return try Wire.decoder.decode(Asked.Reply.self, from: reply)
    } catch is ConnectionLost {
      throw question.lost
    }
  }

  /// The untyped form, for tools.
  /// - Parameters:
  ///   - isRead: it changes nothing, so it is asked again when its connection is lost.
  ///   - shortestRound: with less time than this left the replicas are not asked again.
  package func ask(
    name: String, version: Int, payload: Data, isRead: Bool = false, of service: ServiceName, within limit: Duration,
    shortestRound: Duration = Bus.shortestRound
  ) async throws -> Data {
    guard let list = addresses.services[service], !list.isEmpty else {
      throw BusError(.address, "there is no request address for \(service.rawValue)")
    }
    let question = Question(name: name, version: version, payload: payload, service: service)
    let deadline = ContinuousClock.now + limit
    let silence = BusError(.timeout, "\(service.rawValue) did not answer \(name) within \(limit)")
    var last = silence
    var unknown: BusError?
    var away: Set<String> = []
    repeat {
      let first = preferred.withLock { $0[service] }
      let endpoints = list.filter { $0 == first } + list.filter { $0 != first }
      for (index, endpoint) in endpoints.enumerated() {
        let now = ContinuousClock.now
        // The last replica may use all the time that is left; the others share it, so that a silent one does not eat the deadline.
        let end = now + max(.zero, deadline - now) / (endpoints.count - index)
        // One that was not there a moment ago is asked again only if it is connected by now.
        let patience = list.count == 1 ? end - now : away.contains(endpoint) ? .zero : Self.connectPatience
        do {
          if let reply = try await attempt(question, endpoint, until: end, connectedBy: now + patience) {
            preferred.withLock { $0[service] = endpoint }
            return reply
          }
          last = BusError(.notLeader, "\(service.rawValue) has no leader right now")
        } catch is NotConnected {
          away.insert(endpoint)
        } catch is ConnectionLost {
          if isRead { last = question.lost } else { unknown = question.lost }
        } catch let error as BusError where error.code == .timeout {
          unknown = silence
        }
      }
      // One silent replica may have acted, whatever the standbys said.
      if let unknown { throw unknown }
      try await Task.sleep(for: min(Self.roundPause, max(.zero, deadline - .now)))
    } while .now + shortestRound < deadline
    throw last
  }

  private struct Question: Sendable {
    let name: String
    let version: Int
    let payload: Data
    let service: ServiceName

    var lost: BusError {
      BusError(.timeout, "the connection to \(service.rawValue) was lost before it answered \(name): whether it was done is not known")
    }
  }

  /// - Returns: nil when the replica does not lead.
  private func attempt(_ question: Question, _ endpoint: String, until end: ContinuousClock.Instant, connectedBy: ContinuousClock.Instant)
    async throws
    -> Data?
  {
    let service = question.service.rawValue
    // A replica that was passed over must not do later what another one has been asked to do.
    let header = RequestHeader(name: question.name, version: question.version, caller: caller, deadline: time.now + (end - .now))
    let reply = try await exchange(endpoint, [try Wire.encoder.encode(header), question.payload], end, connectedBy)
    guard reply.count == 2 else { throw BusError(.failed, "\(service) answered \(question.name) with \(reply.count) frames") }
    let answer = try Wire.decoder.decode(ReplyHeader.self, from: reply[0])
    switch answer.status {
    case .ok: return reply[1]
    case .notLeader: return nil
    case .unsupported: throw BusError(.unsupported, answer.message ?? "\(service) does not know \(question.name)")
    case .failed: throw BusError(.failed, answer.message ?? "\(service) failed at \(question.name)")
    }
  }

  private func exchange(_ endpoint: String, _ frames: [Data], _ deadline: ContinuousClock.Instant, _ connectedBy: ContinuousClock.Instant)
    async throws
    -> [Data]
  {
    let id = nextRequest.withLock { next in
      defer { next += 1 }
      return next
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let request = PendingRequest(
          id: id, endpoint: endpoint, frames: [withUnsafeBytes(of: id) { Data($0) }] + frames, deadline: deadline,
          connectedBy: connectedBy, continuation: continuation)
        if !inbox.push(.request(request)) { continuation.resume(throwing: BusError(.closed, "the bus of this process is closed")) }
        // A cancellation from before the push has found nothing to cancel.
        if Task.isCancelled { inbox.push(.cancel(id)) }
      }
    } onCancel: {
      inbox.push(.cancel(id))
    }
  }
}
