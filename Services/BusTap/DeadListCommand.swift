import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `bus-tap dead list`.
struct DeadListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists parked events, the oldest of each service first. Exit code 1 if a service does not answer.",
    discussion: "Example: bus-tap dead list --service executor --json")

  @Option(help: "This service only.")
  var service: ServiceName?
  @Option(help: "At most this many of each service, 1 to 500.")
  var limit = 50
  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Row: Encodable {
    let service: ServiceName
    let letter: DeadLetter
  }

  func validate() throws {
    guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500") }
  }

  func run() async throws {
    let terminal = Terminal.standardOutput
    var silent: [ServiceName] = []
    var total = 0
    for consumer in service.map({ [$0] }) ?? ServiceName.pipeline {
      do {
        let reply = try await TapBus.with(instance) { bus, _ in try await bus.ask(ListDeadLetters(limit: limit), of: consumer) }
        total += reply.total
        for letter in reply.letters { try show(Row(service: consumer, letter: letter), terminal) }
        let hidden = reply.total - reply.letters.count
        if hidden > 0, !json { terminal.line("  \(consumer.rawValue) has \(hidden) more: --limit shows up to 500") }
      } catch let error as BusError {
        guard error.code == .timeout || error.code == .notLeader else { throw error }
        silent.append(consumer)
      }
    }
    if total == 0, silent.isEmpty, !json { terminal.line("no event is parked") }
    guard silent.isEmpty else {
      throw CommandFailure(.failed, "no answer from \(silent.map(\.rawValue).joined(separator: ", ")): what they have parked is not known")
    }
  }

  private func show(_ row: Row, _ terminal: Terminal) throws {
    if json { return try terminal.json(row) }
    let letter = row.letter
    let reason = letter.tries == 0 ? terminal.styled(letter.error, .dim) : terminal.styled(letter.error, .red)
    terminal.line(
      "\(terminal.styled("\(letter.eventID)", .bold)) \(row.service.rawValue) parked \(letter.topic) #\(letter.number) "
        + "at \(letter.parkedAt), tries \(letter.tries)")
    terminal.line("  key \(letter.key): \(reason)")
  }
}
