import ArgumentParser

/// `autotrader fault clock`.
struct FaultClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "Sets the exchange's clock ahead, or back with a negative number; 0 sets it right.",
    discussion: "Example: autotrader fault clock -- -6000")

  @Argument(help: "Milliseconds.")
  var milliseconds: Int64
  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    try await options.perform(
      .post, "/control/clock", ["milliseconds": .number(milliseconds)], saying: "the exchange's clock is \(milliseconds) ms ahead")
  }
}
