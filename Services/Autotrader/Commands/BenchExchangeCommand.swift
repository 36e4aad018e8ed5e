import ArgumentParser
import Instance

/// `autotrader bench exchange`.
struct BenchExchangeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "Measures the paper exchange: orders per second, and how long one client waits for an acknowledgement.",
    discussion: """
      Starts a paper exchange of its own on the loopback address, without a limit of requests, and places orders one after \
      the other over one connection: signed, checked, and on disk before each answer. Then eight connections at once.

      Example: autotrader bench exchange --json
      """)

  @Option(help: "Orders to place one after the other; as many again at once.")
  var orders = 2000
  @Flag(help: "One JSON object.")
  var json = false

  func validate() throws {
    guard (10...100_000).contains(orders) else { throw ValidationError("--orders must lie between 10 and 100000") }
  }

  func run() async throws {
    let result = try await ExchangeBench(binaries: try UpCommand.ownFolder(), orders: orders).run()
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(result) }
    terminal.line("one client: \(result.ordersPerSecond) orders/s, p50 \(result.millisecondsP50) ms, p99 \(result.millisecondsP99) ms")
    terminal.line("eight connections: \(result.concurrentOrdersPerSecond) orders/s")
  }
}
