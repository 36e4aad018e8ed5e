import Messages
import Messaging
import Model

/// Where the candles behind a chart come from.
protocol CandleSource: Sendable {
  func candles(_ chart: ChartCaptured) async throws -> [Candle]
}

/// Asks chart-sourcer, which has stored them before it drew the chart.
struct BusCandleSource: CandleSource {
  let bus: Bus
  /// Enough for EMA50 to forget its seed.
  static let count = 260

  func candles(_ chart: ChartCaptured) async throws -> [Candle] {
    let request = GetKlines(symbol: chart.symbol, timeframe: chart.timeframe, closedBy: chart.candleClose, limit: Self.count)
    return try await bus.ask(request, within: .seconds(2)).candles
  }
}
