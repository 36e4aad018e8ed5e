import Database

/// What the notifier tells people about. The raw value is what `/settings` calls it.
package enum NoticeKind: String, CaseIterable, Sendable {
  case tradeProposed = "trade.proposed"
  case tradeOpened = "trade.opened"
  case tradeClosed = "trade.closed"
  case tradeFailed = "trade.failed"
  case tradeDeclined = "trade.declined"
  case tradingHalted = "trading.halted"
  case tradingResumed = "trading.resumed"
  case tradeUnprotected = "trade.unprotected"
  case positionAlert = "position.alert"
  case serviceAlert = "service.alert"
  case analysisFailed = "analysis.failed"
  case cycleSkipped = "cycle.skipped"

  package var usualLevel: NoticeLevel {
    switch self {
    case .tradeProposed, .tradeOpened, .tradeClosed, .tradeFailed, .tradingHalted, .tradingResumed, .tradeUnprotected, .positionAlert,
      .serviceAlert:
      .on
    case .tradeDeclined, .analysisFailed, .cycleSkipped: .off
    }
  }

  /// Whether it may be turned off: what protects the account may only be made silent.
  package var mayBeOff: Bool { ![.positionAlert, .tradeUnprotected, .tradingHalted].contains(self) }

  /// How long after the event the message still is of use. Older ones are dropped, and say so.
  package var usefulFor: Duration {
    switch self {
    case .positionAlert, .tradeUnprotected, .serviceAlert, .tradingHalted, .tradingResumed, .tradeClosed, .tradeFailed: .seconds(24 * 3600)
    case .tradeOpened: .seconds(3600)
    case .tradeProposed, .tradeDeclined, .analysisFailed, .cycleSkipped: .seconds(600)
    }
  }
}

extension NoticeKind: DatabaseValue {}
