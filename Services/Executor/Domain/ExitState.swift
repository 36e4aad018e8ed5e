import Messages

/// How far a trade's way out has come.
package enum ExitState: String, Sendable, CaseIterable {
  case entryPlaced
  /// A position without proof of its stop.
  case entryFilled
  /// The stop was read back.
  case waitingExit
  case takeProfitFilled
  case stopLossFilled
  /// By a person or by an order of ours.
  case manuallyClosed
  /// By the exchange: liquidation or auto-deleveraging.
  case liquidated

  package var isOver: Bool { ![.entryPlaced, .entryFilled, .waitingExit].contains(self) }
}
