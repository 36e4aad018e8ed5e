import Model

/// A stored answer of a model, new or from an earlier call of the same question.
package struct AnsweredCall: Sendable {
  package let callID: ModelCallID
  package let content: String
  /// What the model calls itself.
  package let answeredBy: String?
  package let usage: TokenUsage?
  package let cost: Dollars
  package let costIsEstimate: Bool
  package let requestID: String?
  package let latencyMilliseconds: Int64
  /// Paid for by this chart; false for an answer that was there already.
  package let isNew: Bool
}
