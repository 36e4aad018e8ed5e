import Model

/// Pauses, halts or resumes trading. Asking again changes nothing.
package struct SetTradingState: AddressedRequest {
  package static let service = ServiceName.riskManager
  package static let name = "set-trading-state"
  package static let version = 1

  package let action: TradingAction
  /// With `halt`: also close every open position of ours.
  package let flatten: Bool
  /// With `resume`: measure daily loss and drawdown from the equity of now on. Without it a breaker that still holds keeps trading halted.
  package let resetBreakers: Bool
  package let decidedBy: String

  package init(action: TradingAction, flatten: Bool = false, resetBreakers: Bool = false, decidedBy: String) {
    self.action = action
    self.flatten = flatten
    self.resetBreakers = resetBreakers
    self.decidedBy = decidedBy
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// What was asked for holds now.
    package let accepted: Bool
    package let message: String
    package let state: TradingStateReport

    package init(accepted: Bool, message: String, state: TradingStateReport) {
      self.accepted = accepted
      self.message = message
      self.state = state
    }
  }
}
