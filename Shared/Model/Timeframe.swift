/// The length of a candle and of a cycle. `5s` exists in paper trading only.
package enum Timeframe: String, Codable, CaseIterable, Sendable, Hashable {
  case fiveSeconds = "5s"
  case oneMinute = "1m"
  case threeMinutes = "3m"
  case fiveMinutes = "5m"
  case fifteenMinutes = "15m"
  case thirtyMinutes = "30m"
  case oneHour = "1h"
  case twoHours = "2h"
  case fourHours = "4h"
  case sixHours = "6h"
  case twelveHours = "12h"
  case oneDay = "1d"

  package var seconds: Int64 {
    switch self {
    case .fiveSeconds: 5
    case .oneMinute: 60
    case .threeMinutes: 180
    case .fiveMinutes: 300
    case .fifteenMinutes: 900
    case .thirtyMinutes: 1800
    case .oneHour: 3600
    case .twoHours: 7200
    case .fourHours: 14_400
    case .sixHours: 21_600
    case .twelveHours: 43_200
    case .oneDay: 86_400
    }
  }

  package var duration: Duration { .seconds(seconds) }

  /// The last boundary at or before `time`. Boundaries count from 1970 UTC, so days start at midnight UTC and no clock change moves them.
  package func boundary(atOrBefore time: Timestamp) -> Timestamp {
    let length = seconds * 1_000_000_000
    return Timestamp(nanoseconds: time.nanoseconds.floorDivided(by: length) * length)
  }

  package func boundary(after time: Timestamp) -> Timestamp { boundary(atOrBefore: time) + duration }
}
