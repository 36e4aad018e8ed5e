import Messages
import Model

/// A proposal and its decision for programs.
struct ApprovalOutput: Encodable, Sendable, Equatable {
  let proposalId: ProposalID
  let cycleId: CycleID
  let symbol: Symbol
  let side: Side
  let quantity: Quantity
  let entryPrice: Price
  let stopLoss: Price
  let takeProfit: Price
  let riskAmount: Money
  let riskRewardRatio: Double
  let confidence: Double
  let approveBy: String
  let status: ApprovalStatus
  /// nil: the executor did not say.
  let calibration: CalibrationOutput?

  init(_ approval: Approval, calibration: CalibrationOutput? = nil) {
    let proposal = approval.proposal
    proposalId = proposal.proposalID
    cycleId = proposal.cycleID
    symbol = proposal.symbol
    side = proposal.side
    quantity = proposal.quantity
    entryPrice = proposal.entryPrice
    stopLoss = proposal.stopLoss
    takeProfit = proposal.takeProfit
    riskAmount = proposal.riskAmount
    riskRewardRatio = proposal.riskRewardRatio
    confidence = proposal.confidence
    approveBy = proposal.approveBy.description
    status = approval.status
    self.calibration = calibration
  }
}
