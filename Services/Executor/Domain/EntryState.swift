/// How far a trade's entry has come, told by the exchange's messages alone.
package enum EntryState: String, Sendable, CaseIterable {
  case pending
  /// A part is a position already, the rest may still fill.
  case partiallyFilled
  /// The order has ended with a position.
  case filled
  /// The position is flat again.
  case closed
  /// Ended without a fill.
  case cancelled
  case rejected

  package var isOver: Bool { self == .closed || self == .cancelled || self == .rejected }

  /// Messages may be lost, so states may be skipped; none is ever left backwards.
  package func mayBecome(_ next: EntryState) -> Bool {
    switch (self, next) {
    case (_, _) where self == next: true
    case (.pending, _): true
    case (.partiallyFilled, .filled), (.partiallyFilled, .closed), (.filled, .closed): true
    default: false
    }
  }
}
