import Model

/// The analyses of record of a candle close (step 1 of a cycle).
package struct GetFreshAnalyses: AddressedRequest, ReadRequest {
  package static let service = ServiceName.analyzer
  package static let name = "get-fresh-analyses"
  package static let version = 1

  package let timeframe: Timeframe
  package let candleClose: Timestamp
  package let symbols: [Symbol]

  package init(timeframe: Timeframe, candleClose: Timestamp, symbols: [Symbol]) {
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.symbols = symbols
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let analyses: [AnalysisSummary]

    package init(analyses: [AnalysisSummary]) {
      self.analyses = analyses
    }
  }
}
