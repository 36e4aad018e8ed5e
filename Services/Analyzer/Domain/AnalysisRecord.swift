import TradingRules

/// The whole of an analysis as it is kept, in `analysis_data`.
package struct AnalysisRecord: Codable, Sendable {
  /// Of the rules analyst.
  package let analysis: RulesAnalysis?
  package let checks: [CheckOutcome]
  /// Of a model.
  package let model: ModelAnalysis?
  /// The other members of an ensemble, each kept as a row of its own too.
  package let others: [ModelAnalysis]?
  /// What failed on the way: models that gave no answer.
  package let faults: [ModelFault]?

  package init(
    analysis: RulesAnalysis? = nil, checks: [CheckOutcome] = [], model: ModelAnalysis? = nil, others: [ModelAnalysis]? = nil,
    faults: [ModelFault]? = nil
  ) {
    self.analysis = analysis
    self.checks = checks
    self.model = model
    self.others = others
    self.faults = faults
  }
}
