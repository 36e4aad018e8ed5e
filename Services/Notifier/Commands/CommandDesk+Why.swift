import Messages
import Model
import Telegram

extension CommandDesk {
  /// The story of a proposal and the trade that it became, from whoever answers.
  func why(_ id: String) async throws -> String {
    let approvals = try await database.transaction { try ApprovalStorage(transaction: $0).list(pendingOnly: false, limit: 200) }
    let found = approvals.filter { ShortID.matches(id, $0.proposal.proposalID) }
    guard let approval = found.first else { return "No recent proposal or trade has the id \(TelegramHTML.code(id)). /trades shows them." }
    guard found.count == 1 else { return "\(found.count) proposals begin with \(TelegramHTML.code(id)): write more of the id." }
    let proposal = approval.proposal
    var missing: [String] = []
    func ask<Asked: AddressedRequest>(_ request: Asked) async -> Asked.Reply? {
      do { return try await colleagues.ask(request) } catch {
        missing.append("⚠️ \(TelegramHTML.escaped("\(error)"))")
        return nil
      }
    }
    let analysis = await ask(GetAnalysis(analysisID: proposal.analysisID))
    let calibration = await ask(GetCalibration(of: proposal))
    let verdicts = await ask(GetVerdicts(cycleID: proposal.cycleID))?.verdicts ?? []
    let sizings = await ask(GetSizing(cycleID: proposal.cycleID))?.sizings ?? []
    let story = await ask(GetTradeStory(tradeID: proposal.proposalID.trade))?.story
    return WhyText(
      approval: approval, analysis: analysis, calibration: calibration, verdicts: verdicts.filter { $0.symbol == proposal.symbol },
      sizing: sizings.first { $0.symbol == proposal.symbol }, story: story, missing: missing
    ).html
  }
}
