import Messages
import Messaging
import Model

/// What is asked before a cycle starts.
protocol CycleQuestions: Sendable {
  /// Step 0.
  func slots() async throws -> CheckSlots.Reply
  /// Step 1.
  func freshAnalyses(_ plan: CyclePlan) async throws -> [AnalysisSummary]
}

struct BusCycleQuestions: CycleQuestions {
  let bus: Bus

  func slots() async throws -> CheckSlots.Reply { try await bus.ask(CheckSlots(), within: .seconds(1)) }

  func freshAnalyses(_ plan: CyclePlan) async throws -> [AnalysisSummary] {
    let request = GetFreshAnalyses(timeframe: plan.timeframe, candleClose: plan.candleClose, symbols: plan.symbols)
    return try await bus.ask(request, within: .seconds(1)).analyses
  }
}
