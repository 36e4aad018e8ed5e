/// What a kind of OpenAI-compatible server understands.
package enum ServerKind: String, Codable, Sendable, CaseIterable {
  case openai, ollama, vllm, lmstudio, openrouter, other

  /// The name of the field that bounds the reply.
  package var replyLimitKey: String { self == .openai || self == .vllm ? "max_completion_tokens" : "max_tokens" }
  package var takesDetail: Bool { self == .openai || self == .openrouter }
  package var takesEffort: Bool { self == .openai || self == .openrouter || self == .ollama }
  /// Where a ladder starts that nobody has set.
  package var firstFormat: AnswerFormat { self == .other ? .jsonObject : .jsonSchema }
}
