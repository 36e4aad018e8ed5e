/// A zlib stream (RFC 1950) that compresses nothing but runs of one byte: one block with the fixed Huffman codes of RFC 1951, matches at
/// distance 1 only.
struct RunDeflate {
  private static let longestMatch = 258
  private static let shortestMatch = 3
  private static let checksumModulus = 65_521

  private var bytes: [UInt8] = [0x78, 0x01]
  private var pendingBits: UInt64 = 0
  private var pendingCount: UInt64 = 0
  private var runByte: UInt8 = 0
  private var runLength = 0
  private var low = 1
  private var high = 0

  init() {
    bytes.reserveCapacity(1 << 17)
    write(0b011, bits: 3)  // the last block, fixed codes
  }

  mutating func append(_ byte: UInt8, count: Int = 1) {
    // Adler-32 of a whole run at once: low grows by the byte each time, high by low.
    let value = Int(byte)
    high = (high + count * low + value * (count * (count + 1) / 2)) % Self.checksumModulus
    low = (low + count * value) % Self.checksumModulus
    if byte == runByte {
      runLength += count
    } else {
      flushRun()
      runByte = byte
      runLength = count
    }
  }

  mutating func finish() -> [UInt8] {
    flushRun()
    write(0, bits: 7)  // end of block
    if pendingCount > 0 { bytes.append(UInt8(truncatingIfNeeded: pendingBits)) }
    for value in [high >> 8, high, low >> 8, low] { bytes.append(UInt8(truncatingIfNeeded: value)) }
    return bytes
  }

  private mutating func flushRun() {
    guard runLength > 0 else { return }
    writeLiteral()
    var rest = runLength - 1
    while rest >= Self.shortestMatch {
      let length = min(rest, Self.longestMatch)
      let code = Self.matches[length - Self.shortestMatch]
      write(code.bits, bits: code.count)
      rest -= length
    }
    for _ in 0..<rest { writeLiteral() }
    runLength = 0
  }

  private mutating func writeLiteral() {
    let code = Self.literals[Int(runByte)]
    write(code.bits, bits: code.count)
  }

  private mutating func write(_ value: UInt64, bits: UInt64) {
    pendingBits |= value << pendingCount
    pendingCount += bits
    while pendingCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pendingBits))
      pendingBits >>= 8
      pendingCount -= 8
    }
  }

  private typealias Code = (bits: UInt64, count: UInt64)

  private static let literals: [Code] = (0..<256).map { symbol($0) }

  /// Length code, its extra bits, and distance 1 (five zero bits), for lengths 3…258.
  private static let matches: [Code] = (shortestMatch...longestMatch).map { length in
    if length == longestMatch {
      let code = symbol(285)
      return (code.bits, code.count + 5)
    }
    // Lengths 3…10 have a code each; after that every four codes share a number of extra bits, one more each time.
    let offset = length - shortestMatch
    var extra = 0
    while offset >> extra >= 8 { extra += 1 }
    let code = symbol(257 + extra * 4 + offset >> extra)
    let extraValue = UInt64(offset & (1 << extra - 1))
    return (code.bits | extraValue << code.count, code.count + UInt64(extra) + 5)
  }

  /// The fixed code of a literal or length symbol, its bits reversed because deflate sends them from the top.
  private static func symbol(_ value: Int) -> Code {
    let (code, count): (Int, Int) =
      switch value {
      case ..<144: (0x30 + value, 8)
      case ..<256: (0x190 + value - 144, 9)
      case ..<280: (value - 256, 7)
      default: (0xC0 + value - 280, 8)
      }
    let reversed = (0..<count).reduce(0) { $0 << 1 | (code >> $1) & 1 }
    return (UInt64(reversed), UInt64(count))
  }
}
