import ArgumentParser

/// `autotrader fault price`.
struct FaultPriceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "price", abstract: "Moves a price at once; what follows is shifted by the same difference.",
    discussion: "Example: autotrader fault price BTCUSDT 58000")

  @Argument(help: "Symbol, such as BTCUSDT.")
  var symbol: String
  @Argument(help: "New price, a multiple of the tick size.")
  var price: String
  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    try await options.perform(
      .post, "/control/price", ["symbol": .text(symbol), "price": .text(price)], saying: "\(symbol) now trades at \(price)")
  }
}
