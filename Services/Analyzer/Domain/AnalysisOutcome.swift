import Messages
import Model

/// What a job ends with. A rejected analysis is kept with its checks, but nobody trades on it.
package enum AnalysisOutcome: Sendable {
  case accepted(AnalysisSummary, AnalysisRecord)
  case rejected(reason: String, message: String, AnalysisRecord)
}
