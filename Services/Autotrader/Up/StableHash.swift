/// FNV-1a, 64 bits: a short name for a long text, the same in every run. Not for secrets.
enum StableHash {
  static func value(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  /// The first eight hexadecimal digits of sixteen.
  static func hexadecimal(_ text: String) -> String {
    let digits = String(value(text), radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(8))
  }
}
