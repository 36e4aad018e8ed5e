/// What must be known of a model before it is asked.
package struct ModelProfile: Hashable, Sendable {
  package let name: String
  package let prices: ModelPrices
  package let imageTokens: ImageTokenRule
  /// The most tokens of a reply, hidden reasoning included.
  package var replyTokens: Int
  /// Takes `reasoning_effort`.
  package let reasons: Bool

  package init(name: String, prices: ModelPrices, imageTokens: ImageTokenRule, replyTokens: Int = 2000, reasons: Bool) {
    self.name = name
    self.prices = prices
    self.imageTokens = imageTokens
    self.replyTokens = replyTokens
    self.reasons = reasons
  }
}
