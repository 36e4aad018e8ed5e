import Logging
import Messages
import Model

/// Collects what an approval message shows, from all at once. Whoever does not answer is left out: a proposal is never held back for a picture.
struct ApprovalComposer: Sendable {
  struct Message: Sendable {
    let html: String
    let png: [UInt8]?
  }

  let colleagues: any Colleagues
  let logger: Logger

  private static let patience = Duration.seconds(2)

  func compose(_ proposal: TradeProposal) async -> Message {
    async let analysis = optional("analysis", GetAnalysis(analysisID: proposal.analysisID))
    async let state = optional("equity", GetTradingState())
    async let calibration = optional("calibration", GetCalibration(of: proposal))
    async let drawn = optional("chart", Self.chart(of: proposal))
    let known = await analysis
    var png = (await drawn)?.png
    if png == nil, let hash = known?.analysis?.imageHash {
      png = await optional("analysed chart", GetChartImage(imageHash: hash))?.png
    }
    let text = ApprovalText(proposal: proposal, analysis: known, equity: (await state)?.state.equity, calibration: await calibration)
    return Message(html: text.html, png: png.map { Array($0) })
  }

  /// The candles that were there when the proposal's cycle began, with the levels that will be sent.
  static func chart(of proposal: TradeProposal) -> GetTradeChart {
    GetTradeChart(
      symbol: proposal.symbol, timeframe: proposal.timeframe, closedBy: proposal.approvalWindow.start, entryPrice: proposal.entryPrice,
      stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit)
  }

  private func optional<Asked: AddressedRequest>(_ part: String, _ request: Asked) async -> Asked.Reply? {
    do { return try await colleagues.ask(request, within: Self.patience) } catch {
      logger.info("an approval message goes without a part", metadata: ["part": "\(part)", "error": "\(error)"])
      return nil
    }
  }
}
