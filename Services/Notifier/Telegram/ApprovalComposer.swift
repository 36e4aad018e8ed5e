import Logging
import Messages
import Model

/// Collects what an approval message shows. Whoever does not answer is left out: a proposal is never held back for a picture.
struct ApprovalComposer: Sendable {
  struct Message: Sendable {
    let html: String
    let png: [UInt8]?
  }

  let colleagues: any Colleagues
  let logger: Logger

  private static let patience = Duration.seconds(2)

  func compose(_ proposal: TradeProposal) async -> Message {
    let analysis = await optional("analysis") {
      try await colleagues.ask(GetAnalysis(analysisID: proposal.analysisID), within: Self.patience).analysis
    }
    let equity = await optional("equity") { try await colleagues.ask(GetTradingState(), within: Self.patience).state.equity }
    var png: [UInt8]?
    if let hash = analysis?.imageHash {
      png = await optional("chart") {
        try await colleagues.ask(GetChartImage(imageHash: hash), within: Self.patience).png.map { Array($0) }
      }
    }
    return Message(html: ApprovalText(proposal: proposal, analysis: analysis, equity: equity).html, png: png)
  }

  private func optional<Value: Sendable>(_ what: String, _ ask: @Sendable () async throws -> Value?) async -> Value? {
    do { return try await ask() } catch {
      logger.info("an approval message goes without a part", metadata: ["part": "\(what)", "error": "\(error)"])
      return nil
    }
  }
}
