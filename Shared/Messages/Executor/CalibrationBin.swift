/// Closed trades whose confidence lay in the same tenth.
package struct CalibrationBin: Codable, Sendable, Equatable {
  /// 7 is from 0.7 to below 0.8; 9 holds 1 too.
  package let tenth: Int
  package let closed: Int
  /// Those that brought a profit after fees and funding.
  package let won: Int

  package init(tenth: Int, closed: Int, won: Int) {
    self.tenth = tenth
    self.closed = closed
    self.won = won
  }

  /// - Parameter confidence: 0 to 1 with three decimals, which are counted as whole thousandths: 0.7 is not 0.6999.
  package static func tenth(of confidence: Double) -> Int { min(9, max(0, Int((confidence * 1000).rounded()) / 100)) }
}
