import Model

/// A signal was not proposed, and why.
package struct TradeDeclined: Event {
  package static let topic = Topic(.riskManager, "trade.declined")
  package static let version = 1

  package let cycleID: CycleID
  package let analysisID: AnalysisID
  package let symbol: Symbol
  package let reason: String
  package let message: String

  package var key: String { "\(cycleID)/\(symbol)" }

  package init(cycleID: CycleID, analysisID: AnalysisID, symbol: Symbol, reason: String, message: String) {
    self.cycleID = cycleID
    self.analysisID = analysisID
    self.symbol = symbol
    self.reason = reason
    self.message = message
  }
}
