import Messages
import Model
import TradingRules

/// The filter's decision on one cycle: pure, so that it can be repeated from what is stored.
package struct Ranking: Sendable, Equatable {
  package let signals: [AnalysisSummary]
  package let rejected: [RejectedCandidate]
  package let verdicts: [Verdict]

  /// - Parameters:
  ///   - symbols: every symbol of the cycle; one without an outcome has not answered in time.
  ///   - occupied: symbols with a live or pending trade.
  package init(symbols: [Symbol], outcomes: [Symbol: CandidateOutcome], occupied: Set<Symbol>, settings: FilterSettings) {
    var rejected: [RejectedCandidate] = []
    var verdicts: [Verdict] = []
    var passed: [AnalysisSummary] = []
    for symbol in symbols {
      switch outcomes[symbol] {
      case .analysed(let analysis):
        let results = FilterRules.evaluate(
          candidate: analysis.candidate, settings: settings, context: FilterContext(occupiedSymbols: occupied))
        verdicts += results.map {
          Verdict(symbol: symbol, rule: $0.rule.rawValue, value: $0.value, limit: $0.limit, passed: $0.passed)
        }
        if let failure = results.first(where: { !$0.passed }) {
          let message = failure.rule == .hasDirection ? analysis.reasoning : "\(failure.value), needs \(failure.limit)"
          rejected.append(RejectedCandidate(symbol: symbol, rule: failure.rule.rawValue, message: message))
        } else {
          passed.append(analysis)
        }
      case .failed(let reason, let message):
        rejected.append(RejectedCandidate(symbol: symbol, rule: reason, message: message))
        verdicts.append(Verdict(symbol: symbol, rule: "analysed", value: reason, limit: "an analysis", passed: false))
      case nil:
        rejected.append(RejectedCandidate(symbol: symbol, rule: "notAnswered", message: "no analysis arrived in time"))
        verdicts.append(Verdict(symbol: symbol, rule: "analysed", value: "nothing arrived", limit: "an analysis in time", passed: false))
      }
    }
    let order = FilterRules.rank(passed.map(\.candidate)).map(\.symbol)
    signals = order.compactMap { symbol in passed.first { $0.symbol == symbol } }
    self.rejected = rejected
    self.verdicts = verdicts
  }
}

/// What became of one symbol's chart.
package enum CandidateOutcome: Sendable, Equatable {
  case analysed(AnalysisSummary)
  case failed(reason: String, message: String)
}

extension AnalysisSummary {
  fileprivate var candidate: FilterCandidate {
    FilterCandidate(
      symbol: symbol, recommendation: recommendation, confidence: confidence, entry: entryPrice?.double, stopLoss: stopLoss?.double,
      takeProfit: takeProfit?.double, atr: averageTrueRange.double)
  }
}
