extension Array where Element: Comparable {
  /// The smallest element that at least this share of all do not exceed (nearest rank); nil without elements.
  /// - Parameter share: above 0, at most 1.
  /// - Precondition: sorted.
  package func percentile(_ share: Double) -> Element? {
    guard !isEmpty else { return nil }
    let rank = Int((share * Double(count)).rounded(.up))
    return self[Swift.min(Swift.max(rank, 1), count) - 1]
  }
}
