/// What an analysis advises.
package enum Recommendation: String, Codable, Sendable, CaseIterable {
  case buy
  case sell
  case hold

  /// nil for `hold`.
  package var side: Side? {
    switch self {
    case .buy: .buy
    case .sell: .sell
    case .hold: nil
    }
  }
}
