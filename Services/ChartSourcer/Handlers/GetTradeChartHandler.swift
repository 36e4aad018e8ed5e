import Charting
import Database
import FoundationEssentials
import Messages
import ServiceKit

struct GetTradeChartHandler: ReadHandler {
  let database: Database
  let theme: ChartTheme

  /// 200 are drawn, the others warm up the averages.
  static let candleCount = 260

  func answer(_ request: GetTradeChart) async throws -> GetTradeChart.Reply {
    let candles = try await database.transaction { transaction in
      try KlineStorage(transaction: transaction).candles(
        request.symbol, request.timeframe, closedBy: request.closedBy, limit: Self.candleCount)
    }
    guard !candles.isEmpty else { return GetTradeChart.Reply() }
    let levels = ChartLevels(
      entry: request.entryPrice.double, stopLoss: request.stopLoss.double, takeProfit: request.takeProfit.double)
    // Without the higher timeframe: its picture would lie over the level's name that is near the top.
    let input = ChartInput(symbol: request.symbol, timeframe: request.timeframe, candles: candles, theme: theme, levels: levels)
    return GetTradeChart.Reply(png: Data(try ChartRenderer.render(input).png))
  }
}
