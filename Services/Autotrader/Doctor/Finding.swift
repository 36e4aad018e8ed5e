/// What the doctor found at one check.
struct Finding: Sendable, Equatable, Encodable {
  enum Verdict: String, Sendable, Encodable, CaseIterable {
    case good
    /// It works, and something about it should be known.
    case warning
    /// Trading would fail, or should not be done.
    case failed
  }

  /// Stable: scripts rely on it.
  let check: String
  let verdict: Verdict
  let message: String
  /// What to do about it; nil when it is good.
  let fix: String?

  static func good(_ check: String, _ message: String) -> Finding { Finding(check: check, verdict: .good, message: message, fix: nil) }
  static func warning(_ check: String, _ message: String, fix: String) -> Finding {
    Finding(check: check, verdict: .warning, message: message, fix: fix)
  }
  static func failed(_ check: String, _ message: String, fix: String) -> Finding {
    Finding(check: check, verdict: .failed, message: message, fix: fix)
  }
}
