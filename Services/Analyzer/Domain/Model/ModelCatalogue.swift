import Model

/// The models whose prices and image rules are known, as of November 2026. `AUTOTRADER_ANALYST_MODELOPTIONS` adds and replaces.
package enum ModelCatalogue {
  package static func profile(_ name: String, replyTokens: Int) -> ModelProfile? {
    guard let row = rows[name], let prices = row.prices else { return nil }
    return ModelProfile(name: name, prices: prices, imageTokens: row.rule, replyTokens: replyTokens, reasons: row.reasons)
  }

  private struct Row {
    let prices: ModelPrices?
    let rule: ImageTokenRule
    let reasons: Bool

    /// Dollars for a million tokens.
    init(_ input: String, _ cached: String, _ output: String, _ rule: ImageTokenRule, reasons: Bool = true) {
      if let input = Dollars(input), let cached = Dollars(cached), let output = Dollars(output) {
        prices = ModelPrices(input: input, cached: cached, output: output)
      } else {
        prices = nil
      }
      self.rule = rule
      self.reasons = reasons
    }
  }

  /// 1.2 is the factor of the newer families; for gpt-6-luna and gpt-6.1 the provider's table has none, so theirs is assumed.
  private static let large = ImageTokenRule.patches(factor: 1.2, budget: 2500, originalBudget: 10_000)
  private static let small = ImageTokenRule.patches(factor: 1.2, budget: 1536, originalBudget: nil)

  private static let rows: [String: Row] = [
    "gpt-6-luna": Row("0.1", "0.01", "0.5", large),
    "gpt-6-astra": Row("10", "1", "50", large),
    "gpt-6.1-terra": Row("1", "0.05", "5", large),
    "gpt-6.1-sol": Row("2", "0.1", "10", large),
    "gpt-5.6-luna": Row("0.2", "0.02", "1.2", large),
    "gpt-5.6-terra": Row("2", "0.2", "12", large),
    "gpt-5.6-sol": Row("4", "0.4", "20", large),
    "gpt-5.4": Row("2.5", "0.25", "15", large),
    "gpt-5.4-mini": Row("0.75", "0.075", "4.5", small),
    "gpt-5.4-nano": Row("0.2", "0.02", "1.25", small),
    // Shut down on 14 January 2027.
    "gpt-4o": Row("2.5", "1.25", "10", .tiles(base: 85, perTile: 170), reasons: false),
    "gpt-4o-mini": Row("0.15", "0.075", "0.6", .tiles(base: 2833, perTile: 5667), reasons: false),
    "gpt-4.1": Row("2", "0.5", "8", .tiles(base: 85, perTile: 170), reasons: false),
    "gpt-4.1-mini": Row("0.4", "0.1", "1.6", .patches(factor: 1.62, budget: 1536, originalBudget: nil), reasons: false),
  ]
}
