/// Why trading does not run: somebody asked for it, or a breaker tripped.
package enum StopReason: String, Sendable, Codable {
  case asked, dailyLoss, drawdown
}
