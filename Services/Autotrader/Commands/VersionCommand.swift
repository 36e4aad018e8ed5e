import ArgumentParser
import Instance
import ServiceKit

/// `autotrader version`.
struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Prints the version of this program.", discussion: "Example: autotrader version --json")

  private struct Output: Encodable {
    let version: String
  }

  @Flag(help: "One JSON object.")
  var json = false

  func run() async throws {
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(Output(version: ProgramVersion.current)) }
    terminal.line("autotrader \(ProgramVersion.current)")
  }
}
