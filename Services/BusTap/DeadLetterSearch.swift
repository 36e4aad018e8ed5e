import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// A parked event named on the command line, and where to look for it.
struct DeadLetterSearch: ParsableArguments {
  @Argument(help: "The event's id, as bus-tap dead list shows it.")
  var event: String
  @Option(help: "In this service only; several may have parked the same event.")
  var service: ServiceName?

  func validate() throws {
    guard EventID(event) != nil else { throw ValidationError("'\(event)' is not an event's id") }
  }

  /// - Returns: the services that have parked it. - Throws: ``CommandFailure`` when none has, or one does not answer.
  func find(_ bus: Bus) async throws -> [(service: ServiceName, id: EventID, reply: GetDeadLetter.Reply)] {
    guard let id = EventID(event) else { throw CommandFailure(.usage, "'\(event)' is not an event's id") }
    var found: [(service: ServiceName, id: EventID, reply: GetDeadLetter.Reply)] = []
    for consumer in service.map({ [$0] }) ?? ServiceName.pipeline {
      let reply = try await bus.ask(GetDeadLetter(eventID: id), of: consumer)
      if reply.letter != nil { found.append((consumer, id, reply)) }
    }
    guard !found.isEmpty else { throw CommandFailure(.failed, "no service has parked the event \(id): see bus-tap dead list") }
    return found
  }
}
