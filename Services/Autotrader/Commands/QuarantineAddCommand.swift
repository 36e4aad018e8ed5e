import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Messaging
import Model

/// `autotrader quarantine SYMBOL`.
struct QuarantineAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Closes a symbol to entries until somebody lifts that (the default: the word add may be left out).",
    discussion: """
      A trade that is confirmed and whose entry has not been sent yet ends as quarantined. It survives restarts. A symbol that the exchange \
      does not have is refused; while the exchange cannot be asked, each is accepted, and it is said that nobody has looked.

      Example: autotrader quarantine ETHUSDT --reason "I trade it by hand"

      Exit codes: 0 the symbol is closed, also if it was before; 1 there is no such symbol; 2 not running or not reachable.
      """)

  @Argument(help: "The symbol, such as BTCUSDT; or one of the words list and lift.")
  var symbol: Symbol
  @Option(help: "Why; shown wherever an entry is refused for it.")
  var reason = "asked for"
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  struct Output: Encodable {
    let message: String
    let quarantines: [QuarantineOutput]
    /// Why nobody has looked whether there is such a symbol.
    let notChecked: String?
  }

  func validate() throws {
    guard (1...200).contains(reason.count) else { throw ValidationError("--reason must have 1 to 200 characters") }
  }

  func run() async throws {
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let request = QuarantineSymbol(symbol: symbol, message: reason, decidedBy: person)
    let output = try await SystemClient.with(instance) { bus, _ in try await Self.close(request, bus) }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(output) }
    terminal.line(output.message)
    if let reason = output.notChecked {
      Terminal.standardError.line("whether there is a contract \(symbol) was not checked: \(reason)")
    }
  }

  /// A symbol is closed also while the exchange is down: then above all.
  /// - Throws: ``CommandFailure`` for a symbol that the exchange does not have.
  static func close(_ request: QuarantineSymbol, _ bus: Bus) async throws -> Output {
    var notChecked: String?
    switch try await ContractCheck.of(request.symbol, bus) {
    case .known: break
    case .unknown:
      throw CommandFailure(
        .failed, "\(request.symbol) is not traded here: the exchange has no contract of that name, so nothing was closed to entries")
    case .notChecked(let reason): notChecked = reason
    }
    let reply = try await bus.ask(request)
    return Output(message: reply.message, quarantines: reply.quarantines.map(QuarantineOutput.init), notChecked: notChecked)
  }
}
