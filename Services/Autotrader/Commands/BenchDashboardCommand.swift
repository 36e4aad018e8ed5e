import ArgumentParser
import Instance
import Logging
import Model

/// `autotrader bench dashboard`.
struct BenchDashboardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Lets many WebSocket clients watch moving positions on a dashboard of its own: losses, delays, memory.",
    discussion: """
      Starts a PostgreSQL, a forwarder and a dashboard, opens the sockets, and publishes more states than the dashboard lets through: of \
      each symbol five a second. Every update that passes must reach every client that follows its symbol, once, and the last state of each \
      symbol must arrive. Delays are from the dashboard's sending to the arrival at the client.

      Examples:
        autotrader bench dashboard
        autotrader bench dashboard --clients 50 --seconds 10 --symbols-each 2
        autotrader bench dashboard --json | jq .milliseconds.p99

      Exit codes: 0 complete, 1 failed or something was lost.
      """)

  @Option(help: "WebSocket clients, 1 to 500.")
  var clients = 200
  @Option(help: "Open positions, 1 to 100.")
  var symbols = 20
  @Option(help: "How many of them each client follows; all by default.")
  var symbolsEach: Int?
  @Option(help: "Seconds of load, 1 to 3600.")
  var seconds = 60
  @Option(help: "States a second of each symbol on the bus, 1 to 100.")
  var rate = 20
  @Option(help: "First port; the next 40 are used as well.")
  var basePort = 28_600
  @Flag(help: "One JSON object.")
  var json = false

  func validate() throws {
    guard (1...500).contains(clients) else { throw ValidationError("--clients must be from 1 to 500") }
    guard (1...100).contains(symbols) else { throw ValidationError("--symbols must be from 1 to 100") }
    guard (1...symbols).contains(symbolsEach ?? symbols) else { throw ValidationError("--symbols-each must be from 1 to --symbols") }
    guard (1...3600).contains(seconds) else { throw ValidationError("--seconds must be from 1 to 3600") }
    guard (1...100).contains(rate) else { throw ValidationError("--rate must be from 1 to 100") }
    guard (1024...65_000).contains(basePort) else { throw ValidationError("--base-port must be from 1024 to 65000") }
  }

  func run() async throws {
    if let port = Ports.firstTaken(of: Array(basePort..<basePort + 40)) {
      throw CommandFailure(.failed, "port \(port) is in use by another program: choose others with --base-port")
    }
    let errors = Terminal.standardError
    let names = (0..<symbols).compactMap { Symbol("COIN\($0)USDT") }
    let report = try await DashboardBench(
      load: PositionLoad(symbols: names, seconds: seconds, rate: rate, time: .system), clients: clients,
      symbolsEach: symbolsEach ?? symbols, basePort: basePort, binaries: try UpCommand.ownFolder(), time: .system,
      logger: Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    ) { errors.line($0) }
    .run()
    if json { try Terminal.standardOutput.json(report) } else { report.write(to: .standardOutput) }
    guard report.isComplete else { throw CommandFailure(.failed, "not everything arrived") }
  }
}
