/// Won trades among the closed ones with a like confidence. Shown with its count and its uncertainty, never as a bare percentage: a few
/// trades prove little.
package struct HitRate: Hashable, Sendable {
  /// Below this many closed trades only the count is told.
  package static let fewest = 10
  /// Of the standard normal distribution: 95 % lie within this many standard deviations.
  private static let deviations = 1.96

  /// Confidences from tenth/10 on, to below (tenth + 1)/10; 9 holds 1 too.
  package let tenth: Int
  package let closed: Int
  package let won: Int

  /// - Precondition: 0 ≤ won ≤ closed.
  package init(tenth: Int, closed: Int, won: Int) {
    precondition(won >= 0 && won <= closed, "\(won) of \(closed) cannot have won")
    self.tenth = tenth
    self.closed = closed
    self.won = won
  }

  package var isTelling: Bool { closed >= Self.fewest }

  /// Where the true rate lies with 95 % certainty, 0 to 1: the Wilson score interval, which holds for few trades and for extreme rates too.
  package var interval: ClosedRange<Double> {
    guard closed > 0 else { return 0...1 }
    let count = Double(closed)
    let rate = Double(won) / count
    let square = Self.deviations * Self.deviations
    let centre = (rate + square / (2 * count)) / (1 + square / count)
    let spread = rate * (1 - rate) / count + square / (4 * count * count)
    let half = Self.deviations * spread.squareRoot() / (1 + square / count)
    return max(0, centre - half)...min(1, centre + half)
  }

  /// `43–80 %`.
  package var intervalText: String {
    let interval = interval
    return "\((interval.lowerBound * 100).text(decimals: 0))–\((interval.upperBound * 100).text(decimals: 0)) %"
  }

  /// `0.7–0.8`.
  package var rangeText: String { "\((Double(tenth) / 10).text(decimals: 1))–\((Double(tenth + 1) / 10).text(decimals: 1))" }

  package var text: String {
    guard isTelling else { return "uncalibrated: only \(closed) closed trades at \(rangeText), told from \(Self.fewest) on" }
    return "\(won) of \(closed) closed trades at \(rangeText) won (95 %: \(intervalText))"
  }
}
