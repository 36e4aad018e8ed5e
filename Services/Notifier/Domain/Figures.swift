import Model

/// Numbers as people read them in a message.
enum Figures {
  /// Two decimals, rounded to the nearest.
  static func money(_ value: Money) -> String {
    let cents = value.rounded(toMultipleOf: Money(FixedPoint(units: 1_000_000)), .nearest)
    return padded(cents.description, 2)
  }

  /// At least two decimals, and as many as a single call's cost needs.
  static func dollars(_ value: Dollars) -> String { padded(value.description, 2) }

  /// As ``money(_:)`` with the sign of a gain.
  static func gain(_ value: Money) -> String { (value > .zero ? "+" : "") + money(value) }

  /// At most `digits` decimals, without zeros at the end.
  static func ratio(_ value: Double, digits: Int = 2) -> String {
    guard let exact = FixedPoint(nearest: value) else { return "?" }
    var step: Int128 = 1
    for _ in 0..<(FixedPoint.scale - digits) { step *= 10 }
    return Money(exact).rounded(toMultipleOf: Money(FixedPoint(units: step)), .nearest).description
  }

  static func percent(_ share: Double) -> String { ratio(share * 100) + " %" }

  /// `12:03:01`.
  static func time(_ moment: Timestamp) -> String { String(moment.description.dropFirst(11).prefix(8)) }
  /// `2026-11-22`.
  static func day(_ moment: Timestamp) -> String { String(moment.description.prefix(10)) }
  /// `11-22 12:03`.
  static func dayAndTime(_ moment: Timestamp) -> String {
    let text = moment.description
    return "\(text.dropFirst(5).prefix(5)) \(text.dropFirst(11).prefix(5))"
  }

  private static func padded(_ text: String, _ digits: Int) -> String {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    return "\(parts[0]).\(fraction)\(String(repeating: "0", count: max(0, digits - fraction.count)))"
  }
}
