import Messages

/// Turns one chart into an outcome. Whatever analyst it is, its claims pass the same checks against the candles.
protocol Analyst: Sendable {
  /// - Throws: what may be over later: an unreachable database or chart-sourcer. A bad answer is an outcome.
  func analyze(_ subject: AnalysisSubject) async throws -> AnalysisOutcome
}
