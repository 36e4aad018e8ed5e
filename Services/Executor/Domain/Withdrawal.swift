/// Why a resting entry is cancelled. Stored before the cancellation is sent, and never taken back: what is being cancelled is not followed
/// any further, and a trade that did not fill ends with this reason.
package struct Withdrawal: Sendable, Equatable {
  package let reason: String
  package let message: String

  package init(reason: String, message: String) {
    self.reason = reason
    self.message = message
  }

  /// Somebody wants the trade closed.
  package static func asked(by person: String) -> Withdrawal {
    Withdrawal(reason: "withdrawn", message: "its close was asked for by \(person)")
  }
}
