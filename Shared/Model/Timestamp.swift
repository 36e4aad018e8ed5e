/// A moment on the wall clock, UTC, in nanoseconds since 1970. An integer on the wire; PostgreSQL keeps microseconds.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  package init(milliseconds: Int64) { nanoseconds = milliseconds * 1_000_000 }

  package var milliseconds: Int64 { nanoseconds.floorDivided(by: 1_000_000) }
  /// The same moment as PostgreSQL's TIMESTAMPTZ stores it.
  package var microsecondPrecision: Timestamp { Timestamp(nanoseconds: nanoseconds.floorDivided(by: 1000) * 1000) }

  package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
  package static func + (left: Self, right: Duration) -> Timestamp {
    Timestamp(nanoseconds: left.nanoseconds + right.wholeNanoseconds)
  }
  package static func - (left: Self, right: Duration) -> Timestamp {
    Timestamp(nanoseconds: left.nanoseconds - right.wholeNanoseconds)
  }
  package static func - (left: Self, right: Self) -> Duration { .nanoseconds(left.nanoseconds - right.nanoseconds) }
}

extension Timestamp: Codable {
  package init(from decoder: any Decoder) throws {
    nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(nanoseconds)
  }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC with microseconds: `2026-11-22T13:57:00.000000Z`. PostgreSQL reads it as it is.
  package var description: String {
    let seconds = nanoseconds.floorDivided(by: 1_000_000_000)
    let micros = (nanoseconds - seconds * 1_000_000_000) / 1000
    let days = seconds.floorDivided(by: 86_400)
    let second = seconds - days * 86_400
    let (year, month, day) = Self.civil(days)
    func pad(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T"
      + "\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2)).\(pad(micros, 6))Z"
  }

  /// Parses PostgreSQL's and ISO 8601's UTC form: `2026-11-22 13:57:00[.123456](+00|Z)`.
  package init?(utc text: some StringProtocol) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
    var index = 19
    var fraction: Int64 = 0
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      var unit: Int64 = 100_000_000
      index += 1
      while index < bytes.count, let digit = number(index..<index + 1) {
        fraction += digit * unit
        unit /= 10
        index += 1
      }
    }
    guard ["Z", "+00", "+00:00"].contains(String(decoding: bytes[index...], as: UTF8.self)) else { return nil }
    let seconds = Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    nanoseconds = seconds * 1_000_000_000 + fraction
  }

  /// Days since 1970-01-01 to the civil date (Howard Hinnant's `civil_from_days`).
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year.floorDivided(by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int64 {
  package func floorDivided(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Duration {
  package var wholeNanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
  package var wholeMilliseconds: Int64 { wholeNanoseconds / 1_000_000 }
  package var inSeconds: Double { Double(wholeNanoseconds) / 1_000_000_000 }
}
