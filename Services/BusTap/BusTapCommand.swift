import ArgumentParser
import Instance

/// The command line of `bus-tap`.
package struct BusTapCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "bus-tap",
    abstract: "Looks at what passes on the bus.",
    discussion: """
      Finds the running system through .autotrader/ in the current folder, or through configuration (AUTOTRADER_BUS_BASEPORT, …). \
      It listens; only request and dead retry make a service do something.

      Examples:
        bus-tap watch
        bus-tap watch --event trade.opened --json
        bus-tap ping executor
        bus-tap stats --json
        bus-tap replay executor --after 0
        bus-tap request executor list-trades '{"limit":5}'
        bus-tap dead list

      Exit codes: 0 ok, 1 failed or no answer, 2 not running, 64 wrong command line, 78 bad configuration.
      """,
    subcommands: [
      WatchCommand.self, StatsCommand.self, PingCommand.self, RequestCommand.self, ReplayCommand.self, RecordCommand.self, PlayCommand.self,
      DeadCommand.self,
    ])

  package init() {}

  package static func start() async { await CommandLineProgram.run(BusTapCommand.self) }
}
