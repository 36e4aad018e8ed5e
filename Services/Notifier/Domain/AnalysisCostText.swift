import Messages
import Model

/// What the model's answers behind one analysis have cost.
enum AnalysisCostText {
  /// - Parameter reply: nil when analyzer did not answer.
  static func words(_ reply: GetAnalysis.Reply?, promptName: String) -> String {
    // The rules make no call, and their prompt's name says so although nobody answers.
    if promptName.hasPrefix("rules") { return "none, no model was used" }
    guard let reply else { return "not known, analyzer did not answer" }
    guard let cost = reply.cost else { return "none, an answer paid before was used" }
    let calls = cost.calls == 1 ? "1 call" : "\(cost.calls) calls"
    return
      "\(cost.hasEstimates ? "at most " : "")$ \(Figures.dollars(cost.cost)) (\(cost.promptTokens) + \(cost.completionTokens) tokens, \(calls))"
  }
}
