import ArgumentParser
import FoundationEssentials
import Instance

/// `autotrader fault list`.
struct FaultListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the planned faults and how often each has struck.",
    discussion: "Example: autotrader fault list --json")

  struct Planned: Decodable {
    let number: Int
    let on: String
    let fault: String
    let skip: Int
    let left: Int?
    let probability: String
    let strikes: Int
  }

  private struct Reply: Decodable {
    let faults: [Planned]
  }

  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    let reply = try await options.exchange().send(.get, "/control/faults")
    let terminal = Terminal.standardOutput
    if options.json { return terminal.line(String(decoding: reply, as: UTF8.self)) }
    let faults = try JSONDecoder().decode(Reply.self, from: Data(reply)).faults
    guard !faults.isEmpty else { return terminal.line("no faults are planned") }
    var table = Table([
      .init("no.", isNumber: true), .init("fault"), .init("on"), .init("skip", isNumber: true), .init("left", isNumber: true),
      .init("chance", isNumber: true), .init("struck", isNumber: true),
    ])
    for fault in faults {
      table.add([
        "\(fault.number)", fault.fault, fault.on, "\(fault.skip)", fault.left.map { "\($0)" } ?? "all", fault.probability,
        "\(fault.strikes)",
      ])
    }
    table.write(to: terminal)
  }
}
