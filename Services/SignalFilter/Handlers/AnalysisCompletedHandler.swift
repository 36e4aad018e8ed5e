import Database
import Messages
import ServiceKit

/// Takes the analysis in however late it is: the ranker's deadline decides, not this handler.
struct AnalysisCompletedHandler: EventHandler {
  func handle(_ event: AnalysisCompleted, _ context: EventContext, _ transaction: Transaction) throws {
    try CycleStorage(transaction: transaction).add(.analysed(event.analysis), event.analysis.symbol, event.cycleID)
  }
}
