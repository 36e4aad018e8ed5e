import Bybit
import Model

/// What an open trade's position needs. Pure.
enum ProtectionFinding: Equatable {
  case protected
  /// Flat, or of the other side: not ours to protect; the watcher of ends and the reconciliation look into it.
  case notOurs
  /// The stop is not there, or covers only a part: set it.
  case missing
  /// The price has passed the level that the stop should have had: it could not be set, and would have closed the position.
  case passed

  init(_ position: Position?, side: Side, stopLoss: Price) {
    guard let position, position.size > .zero, position.side == side else {
      self = .notOurs
      return
    }
    guard position.coveringStop == nil else {
      self = .protected
      return
    }
    let mark = position.markPrice ?? position.averagePrice
    let isPassed = mark.map { side == .buy ? $0 <= stopLoss : $0 >= stopLoss } ?? false
    self = isPassed ? .passed : .missing
  }
}
