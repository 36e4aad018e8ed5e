import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle

/// Answers the requests that reach this service, at most 32 at a time; more wait in the bus's bounded queue.
struct RequestServer: Service {
  let name: ServiceName
  let handlers: [String: AnyRequestHandler]
  let bus: Bus
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  static let concurrency = 32

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        var running = 0
        for await request in bus.requests {
          if running >= Self.concurrency {
            await group.next()
            running -= 1
          }
          running += 1
          group.addTask { await answer(request) }
        }
      }
    }
  }

  private func answer(_ request: IncomingRequest) async {
    let start = time.now
    let header = request.header
    // It may have waited in the queue longer than its caller did.
    guard header.deadline > start else {
      logger.warning("a request came after its caller's deadline", metadata: ["request": "\(header.name)", "caller": "\(header.caller)"])
      return trace(header, .failed, start)
    }
    var outcome = ReplyHeader.Status.ok
    do {
      guard let handler = handlers[header.name], handler.version == header.version else {
        outcome = .unsupported
        let known = handlers[header.name].map { "version \($0.version)" } ?? "no such request"
        try bus.reply(
          to: request,
          ReplyHeader(.unsupported, message: "\(name.rawValue) knows \(known), asked for \(header.name) version \(header.version)"))
        return trace(header, outcome, start)
      }
      let reply = try await handler.answer(request.payload)
      killPoints.reach(.requestBeforeReply(header.name))
      try bus.reply(to: request, ReplyHeader(.ok), reply)
    } catch {
      outcome = .failed
      logger.warning("request failed", metadata: ["request": "\(header.name)", "caller": "\(header.caller)", "error": "\(error)"])
      do {
        try bus.reply(to: request, ReplyHeader(.failed, message: "\(error)"))
      } catch {
        logger.error("a reply could not be encoded", metadata: ["request": "\(header.name)", "error": "\(error)"])
      }
    }
    trace(header, outcome, start)
  }

  private func trace(_ header: RequestHeader, _ outcome: ReplyHeader.Status, _ start: Timestamp) {
    ServiceMetrics.answered(header.name, outcome.rawValue, in: time.now - start)
    let microseconds = (time.now - start).wholeNanoseconds / 1000
    let event = RequestTrace(request: header.name, caller: header.caller, outcome: outcome.rawValue, microseconds: microseconds)
    do {
      try bus.publish(event, from: name, .random())
    } catch {
      logger.warning("a request trace could not be encoded", metadata: ["error": "\(error)"])
    }
  }
}
