import FoundationEssentials
import Instance
import Messages
import Model

/// A pause, halt or resume given on the command line.
struct TradingRequest: Sendable {
  let action: TradingAction
  var flatten = false
  var resetBreakers = false

  struct Output: Encodable {
    let accepted: Bool
    let message: String
    let state: TradingOutput
  }

  /// - Throws: ``CommandFailure`` when what was asked for does not hold now.
  func send(_ instance: InstanceOptions, json: Bool) async throws {
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let request = SetTradingState(action: action, flatten: flatten, resetBreakers: resetBreakers, decidedBy: person)
    let reply = try await SystemClient.with(instance) { bus, _ in try await bus.ask(request) }
    let terminal = Terminal.standardOutput
    let output = Output(accepted: reply.accepted, message: reply.message, state: TradingOutput(reply.state))
    if json {
      try terminal.json(output)
    } else if reply.accepted {
      terminal.line(reply.message)
      for line in output.state.lines(for: terminal) { terminal.line(line) }
    }
    guard reply.accepted else { throw CommandFailure(.failed, reply.message) }
  }
}
