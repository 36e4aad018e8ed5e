import HTTPClient
import Logging
import Model

extension BybitClient {
  /// One call with its repetitions, none of which begins at or after the deadline, nor without the permission.
  func perform(_ call: BybitCall, by deadline: Timestamp?, _ permission: Permission? = nil) async throws(BybitError) -> ReplyEnvelope {
    let deadline = deadline ?? time.now + configuration.timeout
    var failed = 0
    var hasResynchronized = false
    while true {
      let error: BybitError
      do throws(BybitError) { return try await attempt(call, deadline, permission) } catch let failure { error = failure }
      let rule = RepeatRule(error, isWrite: call.isWrite, hasResynchronized: hasResynchronized)
      failed += 1
      let metadata: Logger.Metadata = [
        "bybit.endpoint": "\(call.path)", "bybit.error": "\(error.kind)", "bybit.ret-code": "\(error.retCode ?? 0)",
        "bybit.try": "\(failed)",
      ]
      let now = time.now
      let wait: Duration
      switch rule {
      case .never: throw error
      case .atOnce:
        hasResynchronized = true
        failed -= 1
        guard now < deadline else { throw error }
        wait = .zero
      case .afterBackOff:
        guard let pause = policy.pause(after: failed, jitter: jitter(), now: now, deadline: deadline) else { throw error }
        wait = pause
      case .at(let until):
        guard failed < policy.tries, until < deadline else { throw error }
        wait = max(until - now, .zero)
      }
      logger.notice("call to the exchange is repeated", metadata: metadata)
      if wait > .zero {
        // A cancelled wait ends the call with what had happened before it.
        do { try await pause(wait) } catch _ { throw error }
      }
    }
  }

  private func attempt(_ call: BybitCall, _ deadline: Timestamp, _ permission: Permission?) async throws(BybitError) -> ReplyEnvelope {
    try await waitForLimits(call, deadline)
    // After every wait: what it depends on may have changed meanwhile.
    do { try await permission?() } catch {
      throw BybitError(.notSent, "not permitted: \(error)", endpoint: call.path, cause: error)
    }
    let breaker = breaker(call.group)
    do throws(CircuitBreaker.Open) { try breaker.admit(at: time.now) } catch {
      throw BybitError(.breakerOpen(until: error.until), "too many failures in a row", endpoint: call.path, cause: error)
    }
    let request: HTTPRequest
    do throws(BybitError) { request = try prepare(call, deadline) } catch {
      breaker.abandoned()
      throw error
    }
    let response: HTTPResponse
    do throws(HTTPError) { response = try await http.send(request) } catch {
      switch error.code {
      case .cancelled, .closed, .busy, .invalidRequest, .plainHTTPRefused: breaker.abandoned()
      default: breaker.failed(at: time.now)
      }
      throw BybitError(error, endpoint: call.path)
    }
    do throws(BybitError) {
      let envelope = try judge(response, call)
      breaker.succeeded()
      return envelope
    } catch {
      switch error.kind {
      case .outcomeUnknown, .malformedReply: breaker.failed(at: time.now)
      case .rateLimited, .ipBanned: breaker.abandoned()
      default: breaker.succeeded()
      }
      throw call.isWrite ? error.ofWrite : error
    }
  }

  /// Refuses while the address is banned, and waits while the endpoint's limit or the address's budget is used up.
  private func waitForLimits(_ call: BybitCall, _ deadline: Timestamp) async throws(BybitError) {
    let now = time.now
    let (bannedUntil, limit) = state.withLock { ($0.bannedUntil, $0.limits[call.path]) }
    if let bannedUntil, now < bannedUntil {
      throw BybitError(.ipBanned(until: bannedUntil), "HTTP 403 was answered before", endpoint: call.path)
    }
    if let until = limit?.pause(until: now) { try await wait(until, deadline, call) }
    while true {
      let now = time.now
      guard let until = state.withLock({ $0.budget.admit(isUrgent: call.group.isUrgent, at: now) }) else { return }
      try await wait(until, deadline, call)
    }
  }

  private func wait(_ until: Timestamp, _ deadline: Timestamp, _ call: BybitCall) async throws(BybitError) {
    guard until < deadline else {
      throw BybitError(.rateLimited(until: until), "the limit is used up beyond the deadline", endpoint: call.path)
    }
    do { try await pause(until - time.now) } catch {
      throw BybitError(.notSent, "cancelled while waiting for the rate limit", endpoint: call.path, cause: error)
    }
  }

  /// Timestamp first, then the write guard: what the guard checks must hold for as long as the signature is valid.
  private func prepare(_ call: BybitCall, _ deadline: Timestamp) throws(BybitError) -> HTTPRequest {
    let now = time.now
    guard now < deadline else { throw BybitError(.notSent, "the deadline has passed", endpoint: call.path) }
    var headers = HTTPHeaders()
    if call.isWrite { headers.add("Content-Type", "application/json") }
    if call.isSigned {
      guard let credentials = configuration.credentials else {
        throw BybitError(.authentication, "no API key is configured", endpoint: call.path)
      }
      let timestamp = now + (clockOffset ?? .zero)
      let window = configuration.recvWindow
      let signature = BybitSignature.rest(credentials, timestamp: timestamp, recvWindow: window, payload: call.payload)
      headers.add("X-BAPI-API-KEY", credentials.key)
      headers.add("X-BAPI-TIMESTAMP", String(timestamp.milliseconds))
      headers.add("X-BAPI-RECV-WINDOW", String(window.wholeMilliseconds))
      headers.add("X-BAPI-SIGN", signature)
    }
    do {
      try sendGuard()
      if call.isWrite { try writeGuard(now) }
    } catch {
      throw BybitError(.notSent, "the \(call.isWrite ? "write" : "send") guard refused: \(error)", endpoint: call.path, cause: error)
    }
    let body = call.isWrite ? Array(call.payload.utf8) : []
    return HTTPRequest(method: call.method, url: call.url(configuration.baseURL), headers: headers, body: body, timeout: deadline - now)
  }

  private func judge(_ response: HTTPResponse, _ call: BybitCall) throws(BybitError) -> ReplyEnvelope {
    let now = time.now
    let limit = RateLimit(response.headers, clockOffset: clockOffset ?? .zero)
    state.withLock { $0.remember(limit, call.path) }
    if let error = ReplyVerdict.ofStatus(response, endpoint: call.path, limit: limit, now: now) { throw noted(error) }
    let envelope = try ReplyEnvelope(response, endpoint: call.path)
    if let serverTime = envelope.time {
      let isForced = RetryAdvice(retCode: envelope.retCode) == .resynchronize
      state.withLock { $0.learn(serverTime: serverTime, receivedAt: now, roundTrip: response.duration, isForced: isForced) }
    }
    if let error = ReplyVerdict.ofEnvelope(envelope, limit: limit, now: now) { throw noted(error) }
    return envelope
  }

  private func noted(_ error: BybitError) -> BybitError {
    if case .ipBanned(let until) = error.kind {
      state.withLock { $0.ban(until: until) }
      logger.error("the exchange refuses this address", metadata: ["bybit.endpoint": "\(error.endpoint)", "bybit.until": "\(until)"])
    }
    return error
  }
}
