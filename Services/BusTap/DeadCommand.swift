import ArgumentParser

/// `bus-tap dead`.
struct DeadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead",
    abstract: "Events that a service could not handle: lists them, shows one, has them handled again.",
    discussion: """
      An event is parked after three tries, and later events of the same producer and key with it, so that none overtakes it. After the \
      cause is mended, retry handles them in their order.

      Examples:
        bus-tap dead list
        bus-tap dead show 2f1b7c1e-0d5c-4f3a-9a53-6f2f0c5c7d10
        bus-tap dead retry 2f1b7c1e-0d5c-4f3a-9a53-6f2f0c5c7d10
      """,
    subcommands: [DeadListCommand.self, DeadShowCommand.self, DeadRetryCommand.self])
}
