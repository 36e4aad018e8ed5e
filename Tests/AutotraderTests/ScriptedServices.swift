import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import TestKit
import Testing

/// Services on a bus of loopback ports that answer as scripted. A question that nobody scripted is a failure of the test.
struct ScriptedServices: Sendable {
  private var answers: [String: @Sendable (Data) throws -> Data] = [:]
  private var services: Set<ServiceName> = []

  mutating func answer<Asked: AddressedRequest>(_ type: Asked.Type, _ body: @escaping @Sendable (Asked) throws -> Asked.Reply) {
    services.insert(Asked.service)
    answers[Asked.name] = { try Wire.encoder.encode(try body(try Wire.decoder.decode(Asked.self, from: $0))) }
  }

  /// For a request that every service answers.
  mutating func answer<Asked: Request>(
    _ type: Asked.Type, of service: ServiceName, _ body: @escaping @Sendable (Asked) throws -> Asked.Reply
  ) {
    services.insert(service)
    answers[Asked.name] = { try Wire.encoder.encode(try body(try Wire.decoder.decode(Asked.self, from: $0))) }
  }

  func run<Result: Sendable>(_ body: @escaping @Sendable (Bus) async throws -> Result) async throws -> Result {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let addresses = try LoopbackPorts.addresses(Array(services))
    let listeners = try services.map { try Bus(addresses, caller: $0.rawValue, listening: $0, logger: logger) }
    let caller = try Bus(addresses, caller: "test", logger: logger)
    let result = try await withThrowingTaskGroup(of: Result?.self) { group in
      for listener in listeners {
        group.addTask {
          for await request in listener.requests {
            guard let answer = answers[request.header.name] else {
              Issue.record("unexpected request \(request.header.name)")
              try listener.reply(to: request, ReplyHeader(.failed, message: "not scripted"), Data())
              continue
            }
            try listener.reply(to: request, ReplyHeader(.ok), try answer(request.payload))
          }
          return nil
        }
      }
      group.addTask { try await body(caller) }
      defer { group.cancelAll() }
      while let ended = try await group.next() { if let ended { return ended } }
      throw TestFailure("the question has no result")
    }
    for bus in listeners + [caller] { await bus.close() }
    return result
  }
}
