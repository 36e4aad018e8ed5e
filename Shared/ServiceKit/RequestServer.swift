import Database
import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle

/// Answers the requests that reach this service, at most 32 at a time; more wait in the bus's bounded queue. A graceful shutdown lets the
/// answers under way be given, at most ``drainLimit`` long.
struct RequestServer: Service {
  let name: ServiceName
  let handlers: [String: AnyRequestHandler]
  let bus: Bus
  let leadership: Leadership
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  static let concurrency = 32
  static let drainLimit = Duration.seconds(2)

  func run() async throws {
    await withGracefulShutdownHandler {
      await serve()
    } onGracefulShutdown: {
      bus.endRequests()
    }
  }

  private enum Part: Sendable {
    case answer, limit
  }

  private func serve() async {
    await withTaskGroup(of: Part.self) { group in
      var running = 0
      for await request in bus.requests {
        if running >= Self.concurrency {
          _ = await group.next()
          running -= 1
        }
        running += 1
        group.addTask {
          await answer(request)
          return .answer
        }
      }
      group.addTask {
        do { try await Task.sleep(for: Self.drainLimit) } catch { /* cancelled: all is answered, or must end */  }
        return .limit
      }
      while running > 0, case .answer = await group.next() { running -= 1 }
      group.cancelAll()
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
      guard handler.isRead || leadership.role != .standby else { throw Self.notLeader }
      let reply = try await handler.answer(request.payload)
      killPoints.reach(.requestBeforeReply(header.name))
      try bus.reply(to: request, ReplyHeader(.ok), reply)
    } catch let error as DatabaseError where error.code == .notLeader {
      outcome = .notLeader
      refuse(request, ReplyHeader(.notLeader, message: "\(error)"))
    } catch {
      outcome = .failed
      logger.warning("request failed", metadata: ["request": "\(header.name)", "caller": "\(header.caller)", "error": "\(error)"])
      refuse(request, ReplyHeader(.failed, message: "\(error)"))
    }
    trace(header, outcome, start)
  }

  private static let notLeader = DatabaseError(.notLeader, "a standby answers reads only")

  private func refuse(_ request: IncomingRequest, _ header: ReplyHeader) {
    do {
      try bus.reply(to: request, header)
    } catch {
      logger.error("a reply could not be encoded", metadata: ["request": "\(request.header.name)", "error": "\(error)"])
    }
  }

  private func trace(_ header: RequestHeader, _ outcome: ReplyHeader.Status, _ start: Timestamp) {
    let microseconds = (time.now - start).wholeNanoseconds / 1000
    let event = RequestTrace(request: header.name, caller: header.caller, outcome: outcome.rawValue, microseconds: microseconds)
    do {
      try bus.publish(event, from: name, .random())
    } catch {
      logger.warning("a request trace could not be encoded", metadata: ["error": "\(error)"])
    }
  }
}
