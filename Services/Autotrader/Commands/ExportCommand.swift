import ArgumentParser
import Instance
import Messages
import Model

extension ExportTable: ExpressibleByArgument {}

/// `autotrader export`.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all trades, executions or ledger entries, oldest first.",
    discussion: """
      CSV has a header and quotes as RFC 4180 says; JSON is one object a line. Amounts are exact decimals, times are UTC. The sum of a \
      closed trade's ledger entries is its realized PnL. An output that cannot be written whole ends with exit code 1.

      Examples:
        autotrader export trades > trades.csv
        autotrader export ledger --from 2026-11-01 --to 2026-12-01 --csv
        autotrader export executions --from 2026-11-22T13:00:00Z --json
      """)

  @Argument(help: "What to write: trades, executions or ledger.")
  var table: ExportTable
  @Option(help: "From this day or UTC time on: 2026-11-22 or 2026-11-22T13:00:00Z.")
  var from: String?
  @Option(help: "Up to this day or UTC time, which is not included.")
  var to: String?
  @Flag(help: "Comma-separated values (the default).")
  var csv = false
  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if csv, json { throw ValidationError("give --csv or --json, not both") }
    let from = try Self.time(from, "--from")
    let to = try Self.time(to, "--to")
    if let from, let to, from >= to { throw ValidationError("--from must be before --to") }
  }

  func run() async throws {
    let from = try Self.time(from, "--from")
    let to = try Self.time(to, "--to")
    let output = ExportOutput(table: table, isJSON: json)
    let terminal = Terminal.standardOutput
    try await SystemClient.with(instance) { bus, _ in
      var after: String?
      var isFirst = true
      repeat {
        let page = try await bus.ask(ExportRows(table: table, from: from, to: to, afterKey: after))
        if isFirst, !json { terminal.line(CommaSeparated.line(output.header)) }
        isFirst = false
        for line in try output.lines(page) { terminal.line(line) }
        try terminal.requireComplete()
        after = page.nextKey
      } while after != nil
    }
  }

  /// A day begins at midnight UTC.
  static func time(_ text: String?, _ option: String) throws -> Timestamp? {
    guard let text else { return nil }
    guard let time = Timestamp(utc: text.utf8.count == 10 ? "\(text)T00:00:00Z" : text) else {
      throw ValidationError("\(option): '\(text)' is not a day like 2026-11-22 or a UTC time like 2026-11-22T13:00:00Z")
    }
    return time
  }
}
