import Messages
import Model

/// What is kept of an event that people should know of: plain words, for every channel that shows it later.
struct AlertNote: Sendable, Equatable {
  let code: String
  /// Whose events or orders it is about, when that is not who told it.
  var producer: ServiceName?
  var symbol: Symbol?
  let message: String

  init(_ event: ServiceAlert) {
    (code, producer, message) = (event.code.rawValue, event.producer, event.message)
  }

  init(_ event: PositionAlert) { (code, symbol, message) = (event.code.rawValue, event.symbol, event.message) }

  init(_ event: TradeUnprotected) {
    let outcome =
      switch event.outcome {
      case .restored: "the stop is there again"
      case .flattening: "the stop cannot be set, the position is being closed"
      case .over: "the position is gone"
      }
    (code, symbol) = (event.outcome.rawValue, event.symbol)
    message = "was \(event.milliseconds) ms without a stop: \(outcome)"
  }

  init(_ event: TradingHalted) {
    code = event.reason
    message = "\(event.level == .halted ? "trading halted" : "trading paused") by \(event.decidedBy): \(event.message)"
  }

  init(_ event: TradingResumed) { (code, message) = ("resumed", "trading resumed by \(event.decidedBy)") }
}
