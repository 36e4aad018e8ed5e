import ArgumentParser
import Instance
import Model

/// `autotrader fault trade`.
struct FaultTradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trade", abstract: "Trades on the account from outside, as its owner could by hand.",
    discussion: """
      Examples:
        autotrader fault trade BTCUSDT Sell 0.01
        autotrader fault trade BTCUSDT Buy 0.01 --limit 50000
      """)

  @Argument(help: "Symbol, such as BTCUSDT.")
  var symbol: String
  @Argument(help: "Buy or Sell.")
  var side: Side
  @Argument(help: "Quantity in the base coin.")
  var quantity: String
  @Option(help: "Rest at this price instead of trading at the market.")
  var limit: String?
  @Option(help: "API key of the account; the first account without it.")
  var account: String?
  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    var body: [String: ControlValue] = ["symbol": .text(symbol), "side": .text(side.rawValue), "qty": .text(quantity)]
    if let limit { (body["orderType"], body["price"]) = (.text("Limit"), .text(limit)) }
    if let account { body["account"] = .text(account) }
    try await options.perform(
      .post, "/control/order", body,
      saying: "\(side.rawValue) \(quantity) \(symbol) has been ordered \(limit.map { "at \($0)" } ?? "at the market")"
    )
  }
}
