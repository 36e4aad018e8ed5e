import Model

/// What a server says a call used. nil where it says nothing that adds up.
package struct TokenUsage: Hashable, Codable, Sendable {
  package let promptTokens: Int
  package let cachedTokens: Int
  package let cacheWriteTokens: Int
  package let completionTokens: Int
  package let reasoningTokens: Int

  package init(promptTokens: Int, cachedTokens: Int = 0, cacheWriteTokens: Int = 0, completionTokens: Int, reasoningTokens: Int = 0) {
    self.promptTokens = promptTokens
    self.cachedTokens = cachedTokens
    self.cacheWriteTokens = cacheWriteTokens
    self.completionTokens = completionTokens
    self.reasoningTokens = reasoningTokens
  }

  package init?(_ tree: JSONValue?) {
    guard let prompt = tree?["prompt_tokens"]?.count, let completion = tree?["completion_tokens"]?.count else { return nil }
    let details = tree?["prompt_tokens_details"]
    let cached = details?["cached_tokens"]?.count ?? 0
    let written = details?["cache_write_tokens"]?.count ?? 0
    // A part that is larger than its whole would make the rest negative.
    guard cached + written <= prompt else { return nil }
    self.init(
      promptTokens: prompt, cachedTokens: cached, cacheWriteTokens: written, completionTokens: completion,
      reasoningTokens: tree?["completion_tokens_details"]?["reasoning_tokens"]?.count ?? 0)
  }
}
