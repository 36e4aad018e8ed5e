import ArgumentParser

/// `autotrader fault`.
struct FaultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault",
    abstract: "Makes the paper exchange misbehave, and shows what it was asked.",
    discussion: """
      Faults strike requests to one path (/v5/order/create), to every path (*), or messages of a stream (stream:order, stream:*). The \
      first planned fault that matches decides. Nothing here touches a real exchange.

      Examples:
        autotrader fault add lose-reply --on /v5/order/create --count 1
        autotrader fault add 10006 --on '*' --probability 0.05 --seed 7
        autotrader fault add duplicate --on stream:execution
        autotrader fault price BTCUSDT 58000
        autotrader fault clear
      """,
    subcommands: [
      FaultAddCommand.self, FaultListCommand.self, FaultClearCommand.self, FaultPriceCommand.self, FaultTradeCommand.self,
      FaultLiquidateCommand.self, FaultFundingCommand.self, FaultClockCommand.self, FaultRequestsCommand.self,
    ])
}
