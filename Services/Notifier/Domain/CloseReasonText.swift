import Messages

/// What ended a position, for people.
enum CloseReasonText {
  static func words(_ reason: CloseReason) -> String {
    switch reason {
    case .takeProfit: "Target"
    case .stopLoss: "Stop"
    case .manual: "Closed on request"
    case .flattened: "Flattened"
    case .liquidation: "Liquidated by the exchange"
    case .deleveraging: "Reduced by the exchange (auto-deleveraging)"
    case .unknown: "Closed"
    }
  }
}
