import Messages
import Model
import TradingRules

/// What had become of earlier trades with a proposal's confidence when its cycle began.
struct CalibrationOutput: Encodable, Sendable, Equatable {
  let proposalId: ProposalID
  let promptName: String
  let confidence: Double
  /// The confidences that count as alike.
  let range: String
  let closed: Int
  let won: Int
  /// Where the true rate lies with 95 % certainty; nil while too few have closed.
  let low: Double?
  let high: Double?

  private let rate: HitRate

  init(_ proposal: TradeProposal, _ reply: GetCalibration.Reply) {
    let bin = reply.bin(of: proposal.confidence)
    rate = HitRate(tenth: bin.tenth, closed: bin.closed, won: bin.won)
    proposalId = proposal.proposalID
    promptName = proposal.promptName
    confidence = proposal.confidence
    range = rate.rangeText
    closed = rate.closed
    won = rate.won
    low = rate.isTelling ? (rate.interval.lowerBound * 1000).rounded() / 1000 : nil
    high = rate.isTelling ? (rate.interval.upperBound * 1000).rounded() / 1000 : nil
  }

  private enum CodingKeys: String, CodingKey {
    case proposalId, promptName, confidence, range, closed, won, low, high
  }

  /// For a table's cell.
  var short: String { rate.isTelling ? "\(won) of \(closed) (\(rate.intervalText))" : "too few (\(closed))" }
  var text: String { "confidence \(confidence) by \(promptName): \(rate.text)" }
}
