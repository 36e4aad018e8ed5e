import Model
import TradingRules

/// A model's answer with everything that explains it later.
package struct ModelAnalysis: Codable, Sendable {
  package let answer: ModelAnswer
  /// As it came.
  package let content: String
  package let model: String
  /// What the model calls itself.
  package let answeredBy: String?
  package let prompt: String
  package let promptVersionID: PromptVersionID
  package let parameters: QuestionParameters
  package let imageHash: String
  package let callID: ModelCallID
  package let requestID: String?
  package let latencyMilliseconds: Int64
  package let usage: TokenUsage?
  package let costDollars: Dollars
  package let costIsEstimate: Bool
  /// false: the answer was there already, from an earlier call of the same question.
  package let isNew: Bool
  package let reading: ReadingScore
  package let checks: [CheckOutcome]
  /// nil when a check failed.
  package let confidence: Double?
  package let riskRewardRatio: Double?

  /// Why it is not to be traded on; nil when it may be.
  package var failure: CheckOutcome? { checks.firstFailure }
}
