import Messages
import Messaging
import Model
import TradingRules

/// Asks how often trades with the confidence of the given proposals have won; each question once.
struct CalibrationSearch: Sendable {
  let bus: Bus

  /// - Throws: `BusError` when the executor does not answer.
  func calibrations(of proposals: [TradeProposal]) async throws -> [CalibrationOutput] {
    var known: [(request: GetCalibration, reply: GetCalibration.Reply)] = []
    var result: [CalibrationOutput] = []
    for proposal in proposals {
      let request = GetCalibration(of: proposal)
      let reply: GetCalibration.Reply
      if let found = known.first(where: { $0.request == request }) {
        reply = found.reply
      } else {
        reply = try await bus.ask(request)
        known.append((request, reply))
      }
      result.append(CalibrationOutput(proposal, reply))
    }
    return result
  }
}
