/// Double from plain decimal text: no hexadecimal, no `nan` or `inf`, which `Double(_:)` would take.
enum PlainNumber {
  static func parse(_ text: String) -> Double? {
    let allowed = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    guard allowed, let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
