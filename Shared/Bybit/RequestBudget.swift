import Model

/// This process's share of what the exchange allows one address: 600 requests in 5 s, or HTTP 403 for ten minutes (DESIGN §6.6: what
/// protects a position must not starve, so a part is kept for it). Pure.
struct RequestBudget: Sendable {
  static let span = Duration.seconds(5)

  private let limit: Int
  private let reserved: Int
  /// Sendings within the span, oldest first.
  private var sent: [Timestamp] = []

  /// - Parameters:
  ///   - limit: sendings within the span.
  ///   - reserved: how many of them only urgent calls may use.
  init(limit: Int, reserved: Int) {
    precondition(limit > 0 && (0..<limit).contains(reserved), "a budget that admits nothing")
    self.limit = limit
    self.reserved = reserved
  }

  /// Takes one sending. - Returns: nil when it may go now, else when to ask again.
  mutating func admit(isUrgent: Bool, at now: Timestamp) -> Timestamp? {
    // A clock that was put back must not block: what lies in the future does not count.
    sent.removeAll { $0 <= now - Self.span || $0 > now }
    let allowed = isUrgent ? limit : limit - reserved
    guard sent.count >= allowed else {
      sent.append(now)
      return nil
    }
    return sent[sent.count - allowed] + Self.span
  }
}
