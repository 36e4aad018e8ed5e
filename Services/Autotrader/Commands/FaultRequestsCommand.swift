import ArgumentParser
import FoundationEssentials
import Instance

/// `autotrader fault requests`.
struct FaultRequestsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests",
    abstract: "Lists what the exchange was asked, and what it answered.",
    discussion: """
      The last 10,000 requests; older ones are in requests.jsonl in the exchange's state folder.

      Example: autotrader fault requests --after 120 --json
      """)

  private struct Reply: Decodable {
    let requests: [Entry]
  }

  struct Entry: Decodable {
    let number: Int
    let method: String
    let target: String
    let status: Int
    let retCode: Int
    let fault: String?
  }

  @Option(help: "Only those after this number.")
  var after: Int64 = 0
  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    let reply = try await options.exchange().send(.get, "/control/requests?after=\(after)")
    let terminal = Terminal.standardOutput
    if options.json { return terminal.line(String(decoding: reply, as: UTF8.self)) }
    var table = Table([
      .init("no.", isNumber: true), .init("HTTP", isNumber: true), .init("code", isNumber: true), .init("fault"), .init("request"),
    ])
    for entry in try JSONDecoder().decode(Reply.self, from: Data(reply)).requests {
      table.add(["\(entry.number)", "\(entry.status)", "\(entry.retCode)", entry.fault ?? "", "\(entry.method) \(entry.target)"])
    }
    table.write(to: terminal)
  }
}
