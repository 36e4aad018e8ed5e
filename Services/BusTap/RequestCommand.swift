import ArgumentParser
import FoundationEssentials
import Instance
import Messaging
import Model

/// `bus-tap request`.
struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Sends any request to a service and prints its reply as JSON.",
    discussion: """
      The request is carried out as if a service had sent it: asking executor to close-trade closes the trade.

      Examples:
        bus-tap request executor list-trades '{"limit":5}'
        bus-tap request risk-manager get-trading-state
      """)

  @Argument(help: "The service.")
  var service: ServiceName
  @Argument(help: "The request's name, such as list-trades.")
  var name: String
  @Argument(help: "The request, a JSON object.")
  var payload = "{}"
  @Option(name: .customLong("request-version"), help: "The request's version.")
  var version = 1
  @Option(help: "Seconds to wait for the answer.")
  var timeout = 3.0
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard timeout > 0, timeout <= 600 else { throw ValidationError("--timeout must be above 0 and at most 600 seconds") }
    do {
      _ = try JSONDecoder().decode([String: JSONValue].self, from: Data(payload.utf8))
    } catch {
      throw ValidationError("'\(payload)' is not a JSON object")
    }
  }

  func run() async throws {
    let reply = try await TapBus.with(instance) { bus, _ in
      try await bus.ask(name: name, version: version, payload: Data(payload.utf8), of: service, within: .seconds(timeout))
    }
    Terminal.standardOutput.line(String(decoding: reply, as: UTF8.self))
  }
}
