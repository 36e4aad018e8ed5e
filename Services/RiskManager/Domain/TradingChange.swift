import Messages

/// What a request changed in the trading state, and what is published about it.
package struct TradingChange: Sendable, Equatable {
  package enum Announcement: Sendable, Equatable {
    case halted(TradingHalted)
    case resumed(TradingResumed)
  }

  /// What was asked for holds now.
  package let accepted: Bool
  package let message: String
  /// nil: nothing new for the others.
  package let announcement: Announcement?

  package init(accepted: Bool, message: String, announcement: Announcement? = nil) {
    self.accepted = accepted
    self.message = message
    self.announcement = announcement
  }
}
