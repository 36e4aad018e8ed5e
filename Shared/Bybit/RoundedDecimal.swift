import Model

/// Decimals of the exchange, which may have more fraction digits than are stored.
package enum RoundedDecimal {
  /// The nearest multiple of 1e-8, ties to the even one; nil unless the text is a plain decimal within NUMERIC(20,8).
  package static func nearest(_ text: String) -> FixedPoint? {
    if let exact = FixedPoint(text) { return exact }
    guard let point = text.firstIndex(of: ".") else { return nil }
    let digits = text[text.index(after: point)...]
    guard digits.utf8.count > FixedPoint.scale, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    guard let cut = FixedPoint(text[..<point] + "." + digits.prefix(FixedPoint.scale)) else { return nil }
    let tail = digits.dropFirst(FixedPoint.scale)
    let isTie = tail.first == "5" && tail.dropFirst().allSatisfy { $0 == "0" }
    let isAway = isTie ? !cut.units.isMultiple(of: 2) : tail >= "5"
    let units = cut.units + (isAway ? (text.hasPrefix("-") ? -1 : 1) : 0)
    return units.magnitude <= FixedPoint.maximumUnits.magnitude ? FixedPoint(units: units) : nil
  }
}
