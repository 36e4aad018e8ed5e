import Model

/// How far from the touch a market order may fill.
package enum SlippageTolerance: Sendable, Equatable {
  /// 1 to 10 000.
  case ticks(Int)
  /// 0.01 to 10, in percent.
  case percent(FixedPoint)

  var type: String {
    switch self {
    case .ticks: "TickSize"
    case .percent: "Percent"
    }
  }

  var value: String {
    switch self {
    case .ticks(let count): String(count)
    case .percent(let percent): percent.description
    }
  }
}
