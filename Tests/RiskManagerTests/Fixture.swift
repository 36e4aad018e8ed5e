import Messages
import Model
import Testing
import TestKit

@testable import RiskManager

enum Fixture {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static let limits = RiskLimits(slots: 3, riskFraction: 0.01, leverage: 5)

  static func value<Value: FixedPointValue>(_ text: String) throws -> Value { try #require(Value(text)) }
  static func symbol(_ text: String) throws -> Symbol { try #require(Symbol(text)) }

  static func analysis(
    _ symbol: String = "BTCUSDT", _ recommendation: Recommendation = .buy, entry: String = "60000", stop: String = "59000",
    target: String = "62000"
  ) throws -> AnalysisSummary {
    AnalysisSummary(
      analysisID: .random(), symbol: try self.symbol(symbol), timeframe: .oneMinute, candleClose: start, recommendation: recommendation,
      confidence: 0.8, setupQuality: 0.8, marketEnvironment: 0.8, riskRewardRatio: 2, entryPrice: try value(entry),
      stopLoss: try value(stop), takeProfit: try value(target), averageTrueRange: try value("500"), pattern: "none", reasoning: "test",
      imageHash: "hash", promptName: "rules-1")
  }

  static func signal(_ analysis: AnalysisSummary, cycle: CycleID = .random()) -> RankedSignal {
    RankedSignal(
      cycleID: cycle, timeframe: .oneMinute, analysis: analysis, approveBy: start + .seconds(48), endsAt: start + .seconds(60))
  }

  static func facts(_ symbol: Symbol, tick: String = "0.1", equity: String = "100000", available: String? = nil) throws -> SizingFacts {
    SizingFacts(
      equity: try value(equity), available: try value(available ?? equity),
      instrument: Instrument(
        symbol: symbol, tickSize: try value(tick), quantityStep: try value("0.001"), minimumQuantity: try value("0.001"),
        maximumMarketQuantity: try value("1000"), minimumNotional: try value("5"), maximumLeverage: 100))
  }

  static func ranked(_ signals: [AnalysisSummary], cycle: CycleID = .random()) -> SignalsRanked {
    SignalsRanked(
      cycleID: cycle, timeframe: .oneMinute, approveBy: start + .seconds(48), endsAt: start + .seconds(60), signals: signals, rejected: [])
  }
}

/// The facts of every symbol but those that a test takes away.
struct KnownFacts: SizingFactsSource {
  var unreachable: Set<Symbol> = []
  var unknown: Set<Symbol> = []
  var available: String?
  /// What happens while the facts are asked for.
  var meanwhile: @Sendable () async throws -> Void = {}

  func facts(for symbol: Symbol) async throws -> SizingFacts? {
    try await meanwhile()
    if unreachable.contains(symbol) { throw TestFailure("no answer") }
    return unknown.contains(symbol) ? nil : try Fixture.facts(symbol, available: available)
  }
}
