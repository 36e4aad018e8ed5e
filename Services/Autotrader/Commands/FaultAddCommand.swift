import ArgumentParser

/// `autotrader fault add`.
struct FaultAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Plans a fault.",
    discussion: """
      Requests: delay, lose-reply (carried out, no answer), lose-request, reset, stall, truncate, garbage, 500, 502, 503, 403, 429, \
      10000, 10002, 10006, 10016.
      Streams: drop, duplicate, reorder, delay, stall, disconnect.

      Examples:
        autotrader fault add lose-reply --on /v5/order/create --count 1
        autotrader fault add delay --on /v5/position/list --milliseconds 3000 --skip 2
        autotrader fault add drop --on stream:order --probability 0.2 --seed 3
      """)

  @Argument(help: "What goes wrong.")
  var fault: String
  @Option(help: "A path, * for every request, or stream:TOPIC.")
  var on: String
  @Option(help: "How many times; without it, until it is cleared.")
  var count: Int64?
  @Option(help: "How many matching requests or messages pass first.")
  var skip: Int64?
  @Option(help: "Chance for each match, 0 to 1.")
  var probability: String?
  @Option(help: "Seed of the chance.")
  var seed: Int64?
  @Option(help: "Length of a delay or a stall.")
  var milliseconds: Int64?
  @OptionGroup var options: ExchangeOptions

  func run() async throws {
    var body: [String: ControlValue] = ["fault": .text(fault), "on": .text(on)]
    for (name, value) in [("count", count), ("skip", skip), ("seed", seed), ("milliseconds", milliseconds)] {
      if let value { body[name] = .number(value) }
    }
    if let probability { body["probability"] = .text(probability) }
    try await options.perform(.post, "/control/faults", body, saying: "planned: \(fault) on \(on)")
  }
}
