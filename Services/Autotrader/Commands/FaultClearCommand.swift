import ArgumentParser

/// `autotrader fault clear`.
struct FaultClearCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Ends every fault, and sets the exchange's clock right.", discussion: "Example: autotrader fault clear")

  @OptionGroup var options: ExchangeOptions

  func run() async throws { try await options.perform(.post, "/control/faults/clear", saying: "no faults are planned any more") }
}
