import Model

/// Dollars for a million tokens.
package struct ModelPrices: Hashable, Sendable {
  package let input: Dollars
  package let cached: Dollars
  package let cacheWrite: Dollars
  package let output: Dollars

  /// - Parameter cacheWrite: a quarter above the input's price unless it is given.
  package init(input: Dollars, cached: Dollars, output: Dollars, cacheWrite: Dollars? = nil) {
    self.input = input
    self.cached = cached
    self.output = output
    let quarter = Dollars(FixedPoint(units: input.fixedPoint.units / 4))
    self.cacheWrite = cacheWrite ?? input + quarter
  }

  package static let free = ModelPrices(input: .zero, cached: .zero, output: .zero)

  /// What was really used. Prompt tokens contain the cached and the written ones, completion tokens the hidden reasoning.
  package func cost(_ usage: TokenUsage) -> Dollars {
    let plain = usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens
    return Dollars.cost(
      [
        (plain, input), (usage.cachedTokens, cached), (usage.cacheWriteTokens, cacheWrite), (usage.completionTokens, output),
      ], .up)
  }

  /// The most that a call can cost: nothing cached, everything newly written to the cache, the whole reply used.
  package func most(promptTokens: Int, replyTokens: Int) -> Dollars {
    Dollars.cost([(promptTokens, max(input, cacheWrite)), (replyTokens, output)], .up)
  }
}
