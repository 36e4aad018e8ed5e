import Model

/// Something that the played market causes by itself.
struct DueMoment: Sendable {
  enum Cause: Sendable {
    /// The price has reached an order's level.
    case level(index: Int)
    /// The market goes on filling a large resting order.
    case round(index: Int)
    /// The price has come back from its best by a trailing stop's distance.
    case trail(index: Int)
    case funding
    case liquidation(account: Int)
  }

  /// Milliseconds since 1970.
  let time: Int64
  let cause: Cause

  /// What goes first within one millisecond.
  var rank: (Int64, Int, Int) {
    switch cause {
    case .level(let index): (time, 0, index)
    case .round(let index): (time, 0, index)
    case .trail(let index): (time, 0, index)
    case .funding: (time, 1, 0)
    case .liquidation(let account): (time, 2, account)
    }
  }
}
