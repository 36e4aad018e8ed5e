import Model

/// One analysis whole: its summary and what was stored with it.
package struct GetAnalysis: AddressedRequest, ReadRequest {
  package static let service = ServiceName.analyzer
  package static let name = "get-analysis"
  package static let version = 1

  package let analysisID: AnalysisID

  package init(analysisID: AnalysisID) { self.analysisID = analysisID }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil: there is no such analysis of record.
    package let analysis: AnalysisSummary?
    /// The analyst's whole answer and the checks it passed, as the JSON that was stored.
    package let record: String?
    /// nil: no model was asked.
    package let prompt: AnalysisPrompt?
    /// What its model calls have cost, failed ones included; nil when it rests on none: the rules analyst, or an answer paid before.
    package let cost: CostRow?

    package init(analysis: AnalysisSummary? = nil, record: String? = nil, prompt: AnalysisPrompt? = nil, cost: CostRow? = nil) {
      self.analysis = analysis
      self.record = record
      self.prompt = prompt
      self.cost = cost
    }
  }
}
