import ArgumentParser
import Instance
import ServiceKit

/// `autotrader version`.
struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Prints the version of this program.", discussion: "Example: autotrader version --json")

  private struct Output: Encodable {
    let version: String
    /// nil where the build left no word of it.
    let commit: String?
  }

  @Flag(help: "One JSON object.")
  var json = false

  func run() async throws {
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(Output(version: ProgramVersion.number, commit: ProgramVersion.commit)) }
    terminal.line("autotrader \(ProgramVersion.current)")
  }
}
