import ArgumentParser

/// `autotrader fault liquidate`.
struct FaultLiquidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "liquidate", abstract: "Liquidates the account: every order is cancelled and every position closed by the exchange.",
    discussion: "Example: autotrader fault liquidate")

  @Option(help: "API key of the account; the first account without it.")
  var account: String?
  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    try await options.perform(
      .post, "/control/liquidate", account.map { ["account": .text($0)] } ?? [:], saying: "the account has been liquidated")
  }
}
