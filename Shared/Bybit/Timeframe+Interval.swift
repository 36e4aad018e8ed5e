import Model

extension Timeframe {
  /// The name of the candle length at the exchange. `5s` exists at the paper exchange only.
  package var bybitInterval: String {
    switch self {
    case .fiveSeconds: "5s"
    case .oneMinute: "1"
    case .threeMinutes: "3"
    case .fiveMinutes: "5"
    case .fifteenMinutes: "15"
    case .thirtyMinutes: "30"
    case .oneHour: "60"
    case .twoHours: "120"
    case .fourHours: "240"
    case .sixHours: "360"
    case .twelveHours: "720"
    case .oneDay: "D"
    }
  }
}
