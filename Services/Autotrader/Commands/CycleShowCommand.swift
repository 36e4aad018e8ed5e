import ArgumentParser
import Instance
import Messages
import Model

/// `autotrader cycle show`.
struct CycleShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Tells the story of one cycle.", discussion: "Example: autotrader cycle show latest")

  @Argument(help: "The cycle's id, or latest.")
  var id = "latest"
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if id != "latest" && CycleID(id) == nil { throw ValidationError("'\(id)' is not a cycle's id") }
  }

  func run() async throws {
    let reply = try await SystemClient.with(instance) { bus, _ in try await bus.ask(GetCycle(cycleID: CycleID(id))) }
    guard let report = reply.cycle else {
      throw CommandFailure(.failed, id == "latest" ? "there has been no cycle yet" : "there is no cycle \(id)")
    }
    try Self.write(report, json: json)
  }

  static func write(_ report: CycleReport, json: Bool) throws {
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(CycleOutput(report)) }
    for line in CycleStory(report).lines(for: terminal, cutsDetails: false) { terminal.line(line) }
  }
}
