import Instance
import Messages
import Model

/// The trading state for people and programs.
struct TradingOutput: Encodable, Sendable, Equatable {
  let level: TradingLevel
  let reason: String?
  let message: String?
  let decidedBy: String?
  let since: String
  let equity: Money?
  let equityAt: String?
  let peakEquity: Money?
  let dailyStartEquity: Money?
  /// Fractions; negative is a gain.
  let dailyLoss: Double?
  let drawdown: Double?
  let dailyLossLimit: Double
  let drawdownLimit: Double

  init(_ state: TradingStateReport) {
    level = state.level
    reason = state.reason
    message = state.message
    decidedBy = state.decidedBy
    since = state.since.description
    equity = state.equity
    equityAt = state.equityAt?.description
    peakEquity = state.peakEquity
    dailyStartEquity = state.dailyStartEquity
    dailyLoss = state.dailyLoss
    drawdown = state.drawdown
    dailyLossLimit = state.dailyLossLimit
    drawdownLimit = state.drawdownLimit
  }

  func lines(for terminal: Terminal) -> [String] {
    let name = terminal.styled(level.rawValue, level == .running ? .green : .red)
    let why = message.map { ": \($0) (since \(since))" } ?? ""
    guard let equity, let dailyStartEquity, let peakEquity else { return ["trading \(name)\(why)", "equity not observed yet"] }
    return [
      "trading \(name)\(why)",
      "equity \(equity) USDT, \(Self.change(dailyLoss)) since the day's first \(dailyStartEquity) (halts at -\(Self.percent(dailyLossLimit)) %), "
        + "\(Self.change(drawdown)) from its peak \(peakEquity) (halts at -\(Self.percent(drawdownLimit)) %)",
    ]
  }

  private static func percent(_ fraction: Double) -> Double { (fraction * 10_000).rounded() / 100 }

  /// A loss with its minus, a gain with its plus.
  private static func change(_ loss: Double?) -> String {
    let change = -percent(loss ?? 0)
    return change == 0 ? "0.0 %" : "\(change > 0 ? "+" : "")\(change) %"
  }
}
