import Messages
import Model

/// Everything behind one trade, gathered from its owners.
struct Dossier: Encodable, Sendable {
  let story: TradeStory
  let analysis: AnalysisSummary?
  /// What a model was asked; nil when the rules answered.
  let prompt: AnalysisPrompt?
  /// The analyst's stored answer, as JSON text that nobody has checked: shown as text only.
  let record: String?
  let verdicts: [Verdict]
  let sizing: Sizing?
  let approval: Approval?
  let steps: [CycleStep]
  let timeframe: Timeframe?
  /// Of the candles here: larger than the trade's own where it lasted long.
  let chartTimeframe: Timeframe?
  let candles: [Candle]
  let excursion: Excursion?
}
