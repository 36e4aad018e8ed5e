import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import ServiceLifecycle

/// Answers `Ping`, and `unsupported` to everything else.
struct Pings: Service {
  let bus: Bus
  let startedAt: Timestamp
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await request in bus.requests {
        do {
          try answer(request)
        } catch {
          logger.error("a reply could not be encoded", metadata: ["request": "\(request.header.name)", "error": "\(error)"])
        }
      }
    }
  }

  private func answer(_ request: IncomingRequest) throws {
    let header = request.header
    guard header.name == Ping.name, header.version == Ping.version else {
      let message = "it knows \(Ping.name) version \(Ping.version), asked for \(header.name) version \(header.version)"
      return try bus.reply(to: request, ReplyHeader(.unsupported, message: message))
    }
    // It publishes nothing that is numbered, so its last number is 0.
    let reply = Ping.Reply(service: .messageBus, version: ProgramVersion.current, startedAt: startedAt, lastNumber: 0)
    try bus.reply(to: request, ReplyHeader(.ok), try Wire.encoder.encode(reply))
  }
}
