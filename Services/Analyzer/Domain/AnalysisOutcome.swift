import Messages
import Model
import TradingRules

/// What a job ends with. A rejected analysis is kept with its checks, but nobody trades on it.
package enum AnalysisOutcome: Sendable {
  case accepted(AnalysisSummary, RulesAnalysis, checks: [CheckOutcome])
  case rejected(reason: String, message: String, RulesAnalysis?, checks: [CheckOutcome])
}
