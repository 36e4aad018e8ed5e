import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Model

/// `bus-tap dead show`.
struct DeadShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a parked event: who parked it, why, and what it says.",
    discussion: "Example: bus-tap dead show 2f1b7c1e-0d5c-4f3a-9a53-6f2f0c5c7d10")

  @OptionGroup var search: DeadLetterSearch
  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Row: Encodable {
    let service: ServiceName
    let letter: DeadLetter?
    let wire: String?
  }

  func run() async throws {
    let terminal = Terminal.standardOutput
    let found = try await TapBus.with(instance) { bus, _ in try await search.find(bus) }
    for (service, _, reply) in found {
      if json {
        try terminal.json(Row(service: service, letter: reply.letter, wire: reply.wire))
        continue
      }
      guard let letter = reply.letter else { continue }
      terminal.line("\(terminal.styled(service.rawValue, .bold)) parked \(letter.topic) #\(letter.number) at \(letter.parkedAt)")
      terminal.line("  key    \(letter.key)")
      terminal.line("  tries  \(letter.tries)")
      terminal.line("  error  \(terminal.styled(letter.error, .red))")
      terminal.line("  event  \(reply.wire ?? "")")
    }
  }
}
