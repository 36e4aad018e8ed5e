import ArgumentParser
import Instance
import Messaging

/// `bus-tap watch`.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows each event as it is published, one line each, until Ctrl-C.",
    discussion: """
      Examples:
        bus-tap watch --service risk-manager
        bus-tap watch --cycle 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11
        bus-tap watch --all --json
      """)

  @Flag(help: "One JSON object a line: the envelope as on the wire.")
  var json = false
  @OptionGroup var options: FilterOptions
  @OptionGroup var instance: InstanceOptions

  var filter: EventFilter { options.filter }

  func run() async throws {
    let location = try instance.locate(as: TapBus.name)
    try await EventWatch(
      addresses: location.addresses, filter: filter, asJSON: json, output: .standardOutput, notices: .standardError, logger: TapBus.logger
    ).run()
  }
}
