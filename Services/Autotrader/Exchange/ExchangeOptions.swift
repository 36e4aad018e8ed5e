import ArgumentParser
import FoundationEssentials
import HTTPClient
import Instance

/// How a command finds the paper exchange, and how it answers.
struct ExchangeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Control address of a paper exchange that autotrader up has not started.", valueName: "http://127.0.0.1:port"))
  var control: String?
  @Flag(help: "The exchange's JSON reply.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  /// - Throws: ``CommandFailure`` when there is no instance, or one that trades elsewhere.
  func exchange() throws -> ExchangeControl {
    if let control { return ExchangeControl(address: control.hasSuffix("/") ? String(control.dropLast()) : control) }
    let running = try instance.requireInstance("name the control port with --control http://127.0.0.1:PORT")
    return ExchangeControl(address: running.exchangeControl)
  }

  /// Sends a request and says what has been done.
  func perform(_ method: HTTPMethod, _ path: String, _ body: [String: ControlValue] = [:], saying sentence: String) async throws {
    let reply = try await exchange().send(method, path, body: body)
    let terminal = Terminal.standardOutput
    terminal.line(json ? String(decoding: reply, as: UTF8.self) : sentence)
  }
}
