/// What the costs of model calls are added up by.
package enum CostGrouping: String, Codable, Sendable, CaseIterable {
  case cycle, analysis, prompt, model, symbol, day
}
