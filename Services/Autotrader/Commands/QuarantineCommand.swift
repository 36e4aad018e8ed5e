import ArgumentParser

/// `autotrader quarantine`.
struct QuarantineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Closes a symbol to entries, lists such symbols, and opens them again.",
    discussion: """
      A symbol on which the exchange has a position that is not ours is put under quarantine by itself, until the position is gone or \
      adopted. What is open is never touched by a quarantine: a trade of ours keeps its stop and its exits.

      Examples:
        autotrader quarantine ETHUSDT --reason "I trade it by hand"
        autotrader quarantine list --json
        autotrader quarantine lift ETHUSDT
      """,
    subcommands: [QuarantineAddCommand.self, QuarantineListCommand.self, QuarantineLiftCommand.self],
    defaultSubcommand: QuarantineAddCommand.self)
}
