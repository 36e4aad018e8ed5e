import Messages
import Model

/// Everything that led to a trade, to a signal that became none, or to a cycle: what `autotrader why` shows (DESIGN §6.9).
struct Dossier: Encodable, Sendable, Equatable {
  /// nil: an adopted position, which no cycle led to, or a cycle that is not kept any more.
  let cycle: CycleOutput?
  /// nil: the whole cycle is meant.
  let symbol: Symbol?
  let analysis: AnalysisSummary?
  /// The stored answer of the analyst with the checks it passed, as JSON text.
  let analysisRecord: String?
  let verdicts: [Verdict]
  let sizings: [Sizing]
  let approvals: [Approval]
  /// What was known of each proposal's confidence when its cycle began.
  let calibrations: [CalibrationOutput]
  /// Orders, fills and bookings of each trade.
  let trades: [TradeStory]
}
