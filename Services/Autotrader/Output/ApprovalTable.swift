import Instance
import Messages
import Model

/// Proposals that wait, for people.
enum ApprovalTable {
  /// - Parameter calibrations: of as many of the proposals as are known.
  static func make(_ approvals: [Approval], _ calibrations: [CalibrationOutput] = []) -> Table {
    var table = Table([
      .init("proposal"), .init("symbol"), .init("side"), .init("quantity", isNumber: true), .init("entry", isNumber: true),
      .init("stop", isNumber: true), .init("target", isNumber: true), .init("risk USDT", isNumber: true), .init("R:R", isNumber: true),
      .init("confidence", isNumber: true), .init("such trades won"), .init("until"), .init("status"),
    ])
    for approval in approvals {
      let proposal = approval.proposal
      table.add([
        proposal.proposalID.description, proposal.symbol.description, proposal.side.rawValue, proposal.quantity.description,
        proposal.entryPrice.description, proposal.stopLoss.description, proposal.takeProfit.description, proposal.riskAmount.description,
        "\((proposal.riskRewardRatio * 100).rounded() / 100)", "\(proposal.confidence)",
        calibrations.first { $0.proposalId == proposal.proposalID }?.short ?? "–", proposal.approveBy.clockSeconds,
        approval.status.rawValue,
      ])
    }
    return table
  }
}
