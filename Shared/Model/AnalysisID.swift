import FoundationEssentials

/// One analysis of one symbol, timeframe and candle close.
package struct AnalysisID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}
