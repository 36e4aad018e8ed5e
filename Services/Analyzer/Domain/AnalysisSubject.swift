import Messages
import Model

/// What an analyst is given.
package struct AnalysisSubject: Sendable {
  package let id: AnalysisID
  package let chart: ChartCaptured
  /// Closed candles up to the chart's candle close, ascending.
  package let candles: [Candle]
  package let analysisBy: Timestamp

  package init(id: AnalysisID, chart: ChartCaptured, candles: [Candle], analysisBy: Timestamp) {
    self.id = id
    self.chart = chart
    self.candles = candles
    self.analysisBy = analysisBy
  }

  /// Why no analysis can rest on the candles; nil when one can.
  package var defect: (reason: String, message: String)? {
    do {
      try candles.validate(chart.timeframe)
    } catch {
      return ("malformedCandles", "\(error)")
    }
    guard let last = candles.last, last.openTime + chart.timeframe.duration == chart.candleClose else {
      return ("staleCandles", "the newest candle does not close at \(chart.candleClose)")
    }
    return nil
  }
}
