import ArgumentParser
import FoundationEssentials
import Instance
import Logging
import Messaging

/// `autotrader bench bus`.
struct BenchBusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bus",
    abstract: "Delays and rates of the bus: bare libzmq, typed envelopes, and the durable path through PostgreSQL.",
    discussion: """
      All three pass the same forwarder on loopback TCP with a payload of 600 bytes, one message in flight for the delays, a window of them \
      for the rates. raw is bare libzmq; typed encodes and decodes the envelope and the payload; durable is from the return of a \
      producer's commit to the return of its consumer's, in two whole services on a private PostgreSQL (fsync on). commit is the \
      producer's transaction in the same run.

      Examples:
        autotrader bench bus
        autotrader bench bus --messages 20000 --json
        autotrader bench bus --keys
      """)

  @Option(help: "Messages for each delay of raw and typed; the durable path sends a tenth.")
  var messages = 5000
  @Option(help: "First of four free ports.")
  var basePort = 5700
  @Flag(help: "Measure with CURVE keys made for this run.")
  var keys = false
  @Flag(help: "One JSON object.")
  var json = false

  func validate() throws {
    guard (100...1_000_000).contains(messages) else { throw ValidationError("--messages must be from 100 to 1000000") }
    guard (1024...65_000).contains(basePort) else { throw ValidationError("--base-port must be from 1024 to 65000") }
  }

  func run() async throws {
    if let port = Ports.firstTaken(of: Array(basePort..<basePort + 4)) {
      throw CommandFailure(.failed, "port \(port) is in use by another program: choose others with --base-port")
    }
    let plain = BusAddresses(
      publishers: "tcp://127.0.0.1:\(basePort)", subscribers: "tcp://127.0.0.1:\(basePort + 1)",
      services: [.analyzer: ["tcp://127.0.0.1:\(basePort + 2)"], .notifier: ["tcp://127.0.0.1:\(basePort + 3)"]])
    var curve: BusKeys?
    if keys {
      let client = try CurveKeyPair.random()
      curve = BusKeys(server: try .random(), client: client, allowed: [client.publicKey])
    }
    let addresses = plain.secured(by: curve)
    let forwarder = try Forwarder(addresses)
    let report: BenchBusReport
    do {
      report = try await measure(addresses)
    } catch {
      await forwarder.close()
      throw error
    }
    await forwarder.close()
    if json { try Terminal.standardOutput.json(report) } else { report.write(to: .standardOutput) }
  }

  private func measure(_ addresses: BusAddresses) async throws -> BenchBusReport {
    let logger = Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    let raw = try RawBusBench(addresses).measure(messages)
    let typed = try await TypedBusBench(addresses: addresses, logger: logger).measure(messages)
    // Keys of this run lie in no folder, so whole services cannot read them: the durable path is measured plain.
    guard addresses.keys == nil else { return BenchBusReport(raw: raw, typed: typed, durable: nil, commit: nil) }
    let (durable, commit) = try await DurableBusBench(addresses: addresses, logger: logger).measure(max(100, messages / 10))
    return BenchBusReport(raw: raw, typed: typed, durable: durable, commit: commit)
  }
}
