import Database
import FoundationEssentials
import HTTPClient
import Logging
import Messages
import Model
import ServiceKit

/// Gets the answer to one question: from an earlier call, from one under way, or by asking the server within deadline and budget.
struct ModelCaller: Sendable {
  let database: Database
  let instance: String
  let client: HTTPClient
  let server: ModelServer
  let budget: Budget
  let gate: ServerGate
  let policy: RetryPolicy
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  /// Less is not worth a paid question.
  static let leastTime = Duration.milliseconds(500)
  /// Between two looks at a call that somebody else has under way.
  static let look = Duration.milliseconds(100)

  /// - Throws: ``DatabaseError``; `CancellationError` when the service stops. Whatever else happens is a fault in the result.
  func ask(_ question: Question, for chart: ChartCaptured, deadline: Timestamp) async throws -> Result<AnsweredCall, CallFault> {
    guard let estimate = CostEstimate(question) else {
      return .failure(CallFault(.noEstimate, "the chart's image is no PNG", .stop))
    }
    var failures = 0
    while true {
      guard deadline - time.now >= Self.leastTime else {
        return .failure(CallFault(.noTime, "the time for analyses ends at \(deadline)", .stop))
      }
      let claim = try await database.transaction { transaction in
        try CallStorage(transaction: transaction).claim(question, estimate.dollars, for: chart, by: instance, budget)
      }
      switch claim {
      case .answered(let answer): return .success(answer)
      case .refused(let fault): return .failure(fault)
      case .busy: try await Task.sleep(for: Self.look)
      case .granted(let id):
        let record = await call(question, id, deadline: deadline)
        killPoints.reach(.modelAfterCall)
        let stored = try await database.transaction { transaction in
          let calls = CallStorage(transaction: transaction)
          return try calls.settle(id, record, question.model.prices) ? try calls.answered(id) : nil
        }
        if let stored { return .success(stored) }
        try Task.checkCancellation()
        guard let fault = record.fault else { continue }
        failures += 1
        note(fault, question, chart)
        guard let pause = pause(after: failures, fault, deadline) else { return .failure(fault) }
        try await Task.sleep(for: pause)
      }
    }
  }

  /// nil: not again.
  private func pause(after failures: Int, _ fault: CallFault, _ deadline: Timestamp) -> Duration? {
    let factor: Double
    switch fault.action {
    case .retry: factor = 1
    case .retrySlower: factor = 4
    default: return nil
    }
    let policy = RetryPolicy(base: policy.base * factor, tries: policy.tries, longest: policy.longest)
    return policy.pause(
      after: failures, jitter: Double.random(in: 0..<1), retryAfter: fault.pause, now: time.now, deadline: deadline - Self.leastTime)
  }

  private func call(_ question: Question, _ id: ModelCallID, deadline: Timestamp) async -> CallRecord {
    let started = time.now
    do {
      try gate.admit(at: started)
    } catch {
      return CallRecord(
        content: nil, usage: nil, fault: error, answeredBy: nil, requestID: nil, httpStatus: nil, latency: .zero)
    }
    let reply: ServerReply
    do {
      reply = try await send(question, id, timeout: min(server.timeout, deadline - started))
    } catch {
      if error.isLocal { gate.abandon() } else { gate.report(error.fault, at: time.now) }
      return CallRecord(
        content: nil, usage: nil, fault: error.fault, answeredBy: nil, requestID: nil, httpStatus: nil, latency: time.now - started)
    }
    let record = judge(reply, question, latency: time.now - started)
    gate.report(record.fault, at: time.now)
    return record
  }

  private func judge(_ reply: ServerReply, _ question: Question, latency: Duration) -> CallRecord {
    func record(_ fault: CallFault?, _ chat: ChatReply? = nil) -> CallRecord {
      CallRecord(
        content: chat?.content.map(server.redacted), usage: chat?.usage, fault: fault.map(server.redacted), answeredBy: chat?.model,
        requestID: reply.requestID, httpStatus: reply.status, latency: latency)
    }
    guard reply.status == 200 else {
      return record(HTTPFaults.fault(reply, retryAfter: reply.header("retry-after").flatMap { RetryAfter.parse($0, now: time.now) }))
    }
    do {
      let chat = try ChatReply(reply.body)
      if let fault = chat.fault { return record(fault, chat) }
      do {
        _ = try AnswerDecoding.decode(chat.content ?? "", question.format)
        return record(nil, chat)
      } catch {
        return record(CallFault(.malformedAnswer, error.description, .nextModel), chat)
      }
    } catch {
      return record(error)
    }
  }

  private func send(_ question: Question, _ id: ModelCallID, timeout: Duration) async throws(SendFailure) -> ServerReply {
    do {
      var headers = HTTPHeaders([("Content-Type", "application/json"), ("X-Client-Request-Id", id.description)])
      if let key = server.key { headers.add("Authorization", "Bearer \(key)") }
      let body = try ChatRequest.body(question, server.kind)
      let response = try await client.send(
        HTTPRequest(
          method: .post, url: "\(server.url)/chat/completions", headers: headers, body: Array(body.utf8), timeout: timeout,
          connectTimeout: min(.seconds(5), timeout)))
      return ServerReply(
        status: response.status, headers: response.headers.fields.map { ($0.name, $0.value) }, body: response.body)
    } catch {
      throw SendFailure(error)
    }
  }

  private func note(_ fault: CallFault, _ question: Question, _ chart: ChartCaptured) {
    logger.log(
      level: fault.action == .switchOff ? .error : .warning, "a model call failed",
      metadata: [
        "model": "\(question.model.name)", "symbol": "\(chart.symbol)", "correlation.id": "\(chart.cycleID)",
        "fault.code": "\(fault.code.rawValue)", "fault.message": "\(fault.message)",
      ])
  }
}
