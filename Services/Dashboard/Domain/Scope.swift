/// What a caller of the API may do. Each scope includes those before it.
package enum Scope: String, Codable, Sendable, CaseIterable, Comparable {
  /// See everything that is shown.
  case read
  /// Approve, reject, close, pause, halt and resume.
  case trade
  /// Make and revoke tokens.
  case admin

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
