import Model

/// Ids and sequence numbers from a counter, so that a restart hands out the same ones.
struct Identities: Sendable {
  private let salt: UInt64
  private var counter: UInt64 = 0
  private(set) var sequence: Int64 = 8_000_000_000

  init(salt: UInt64) { self.salt = salt }

  mutating func nextSequence() -> Int64 {
    sequence += 1
    return sequence
  }

  /// In the form of a version 4 UUID.
  mutating func next() -> String {
    counter += 1
    var random = SplitMix(seed: salt ^ (counter &* 0xD6E8_FEB8_6659_FD93))
    let digits = Array(Self.hexadecimal(random.next()) + Self.hexadecimal(random.next()))
    let variant = ["8", "9", "a", "b"][random.integer(in: 0...3)]
    return String(digits[0..<8]) + "-" + String(digits[8..<12]) + "-4" + String(digits[13..<16]) + "-" + variant
      + String(digits[17..<20]) + "-" + String(digits[20..<32])
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
