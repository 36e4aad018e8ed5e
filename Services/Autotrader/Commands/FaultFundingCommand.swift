import ArgumentParser

/// `autotrader fault funding`.
struct FaultFundingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "funding", abstract: "Pays funding on every open position now, beside the payments every eight hours.",
    discussion: "Example: autotrader fault funding")

  @OptionGroup var options: ExchangeOptions

  func run() async throws { try await options.perform(.post, "/control/funding", saying: "funding has been paid") }
}
