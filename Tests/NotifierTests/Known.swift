import FoundationEssentials
import Messages
import Model
import Testing

@testable import Notifier

/// Answers of other services.
enum Known {
  /// A picture of one pixel.
  static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15,
    0xC4, 0x89, 0, 0, 0, 13, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x62, 0, 1, 0, 0, 5, 0, 1, 0x0D, 0x0A, 0x2D, 0xB4, 0, 0, 0, 0, 0x49, 0x45,
    0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
  ]

  static func state(_ level: TradingLevel = .running) -> TradingStateReport {
    TradingStateReport(
      level: level, since: Fixture.start, equity: Money("50000"), dailyLoss: 0.012, drawdown: 0.02, dailyLossLimit: 0.05,
      drawdownLimit: 0.15)
  }

  static func analysis(_ proposal: TradeProposal, reasoning: String = "it rises & rises <fast>") -> AnalysisSummary {
    AnalysisSummary(
      analysisID: proposal.analysisID, symbol: proposal.symbol, timeframe: proposal.timeframe, candleClose: Fixture.start,
      recommendation: .buy, confidence: 0.8, setupQuality: 0.8, marketEnvironment: 0.7, averageTrueRange: proposal.averageTrueRange,
      pattern: "breakout", reasoning: reasoning, imageHash: "abc", promptName: "rules-1")
  }

  /// As chart-sourcer draws it: with levels, another picture than the analysed one.
  static let drawn = png + [0]

  static func withChart(_ proposal: TradeProposal) -> KnownColleagues {
    KnownColleagues(answers: [
      "get-analysis": GetAnalysis.Reply(analysis: analysis(proposal)), "get-chart-image": GetChartImage.Reply(png: Data(png)),
      "get-trade-chart": GetTradeChart.Reply(png: Data(drawn)),
      "get-calibration": GetCalibration.Reply(bins: [CalibrationBin(tenth: 8, closed: 22, won: 14)]),
      "get-trading-state": GetTradingState.Reply(state: state()),
    ])
  }
}
