extension Double {
  /// Plain decimal notation with a fixed number of fraction digits (0…8), rounded to the nearest; never scientific, no grouping.
  /// Values that are not finite or not below 1e12 are written as Swift writes them.
  package func text(decimals: Int) -> String {
    let decimals = Swift.min(Swift.max(decimals, 0), 8)
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    let factor = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int128((self * factor).rounded())
    let digits = String(scaled.magnitude)
    let padded = String(repeating: "0", count: Swift.max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    return (scaled < 0 ? "-" : "") + whole + (decimals == 0 ? "" : "." + padded.suffix(decimals))
  }

  /// A price for people: about six significant digits, at most eight fraction digits.
  package var priceText: String {
    var decimals = 5
    var bound = 1.0
    while decimals > 0, magnitude >= bound * 10 {
      bound *= 10
      decimals -= 1
    }
    bound = 1
    while decimals < 8, magnitude < bound, magnitude > 0 {
      bound /= 10
      decimals += 1
    }
    return text(decimals: decimals)
  }
}
