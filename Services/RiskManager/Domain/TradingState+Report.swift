import Messages

extension TradingState {
  package func report(_ limits: BreakerLimits) -> TradingStateReport {
    TradingStateReport(
      level: level, reason: reason?.rawValue, message: message, decidedBy: decidedBy, since: since, equity: equity.last,
      equityAt: equity.observedAt, peakEquity: equity.peak, dailyStartEquity: equity.dayStart, dailyLoss: equity.dailyLoss,
      drawdown: equity.drawdown, dailyLossLimit: limits.dailyLoss.double, drawdownLimit: limits.drawdown.double)
  }
}
