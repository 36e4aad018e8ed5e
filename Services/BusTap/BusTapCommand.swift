import ArgumentParser
import Instance

/// The command line of `bus-tap`.
package struct BusTapCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "bus-tap",
    abstract: "Looks at what passes on the bus.",
    discussion: """
      Finds the running system through .autotrader/ in the current folder, or through configuration (AUTOTRADER_BUS_BASEPORT, …). \
      It listens only: nothing it does changes the system.

      Examples:
        bus-tap watch
        bus-tap watch --event trade.opened --json
        bus-tap ping executor

      Exit codes: 0 ok, 1 failed or no answer, 2 not running, 64 wrong command line, 78 bad configuration.
      """,
    subcommands: [WatchCommand.self, PingCommand.self])

  package init() {}

  package static func start() async { await CommandLineProgram.run(BusTapCommand.self) }
}
