import Messages
import Model

/// One chart to analyse.
package struct AnalysisJob: Sendable, Equatable {
  package let chart: ChartCaptured
  package let causedBy: EventID
  package let analysisBy: Timestamp
  package let tries: Int

  package init(chart: ChartCaptured, causedBy: EventID, analysisBy: Timestamp, tries: Int) {
    self.chart = chart
    self.causedBy = causedBy
    self.analysisBy = analysisBy
    self.tries = tries
  }
}
