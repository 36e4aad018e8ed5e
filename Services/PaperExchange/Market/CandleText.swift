import FoundationEssentials
import Model

/// The rows of a candle file: `open_time_ms,open,high,low,close,volume`, ascending.
struct CandleText {
  /// Fields have fewer than 16 digits before the point: times in milliseconds have 13.
  private static let largest = Int128(10_000_000_000_000_000) * FixedPoint.unitsPerOne

  /// A row whose prices are counts of 1e-8.
  typealias Row = (open: Int64, high: Int64, low: Int64, close: Int64, volume: Quantity)

  /// Milliseconds since 1970.
  private(set) var times: [Int64] = []
  private(set) var candles: [Row] = []

  /// - Throws: ``StartFailure`` naming the first bad line.
  static func parse(_ data: Data, name: String) throws(StartFailure) -> CandleText {
    var text = CandleText()
    var number = 0
    for line in [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.isEmpty || (number == 1 && line.first == UInt8(ascii: "o")) { continue }
      guard text.append(line) else {
        throw .environment("\(name), line \(number): not a candle 'open_time_ms,open,high,low,close,volume' later than the line before")
      }
    }
    guard !text.times.isEmpty else { throw .environment("\(name) holds no candle") }
    return text
  }

  private mutating func append(_ line: ArraySlice<UInt8>) -> Bool {
    var reader = line[...]
    guard let time = Self.decimal(&reader), let open = Self.decimal(&reader), let high = Self.decimal(&reader),
      let low = Self.decimal(&reader), let close = Self.decimal(&reader), let volume = Self.decimal(&reader), reader.isEmpty
    else { return false }
    let milliseconds = Int64(time / FixedPoint.unitsPerOne)
    let limit = Int128(1_000_000_000) * FixedPoint.unitsPerOne
    guard milliseconds > times.last ?? 0, low > 0, high < limit, low <= min(open, close), high >= max(open, close),
      volume <= FixedPoint.maximumUnits
    else {
      return false
    }
    times.append(milliseconds)
    candles.append((Int64(open), Int64(high), Int64(low), Int64(close), Quantity(FixedPoint(units: volume))))
    return true
  }

  /// Reads one decimal field as a count of 1e-8 and the comma after it; digits past the eighth are cut off.
  private static func decimal(_ bytes: inout ArraySlice<UInt8>) -> Int128? {
    var value: Int128 = 0
    var fraction: Int?
    var digits = 0
    var index = bytes.startIndex
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: ",") {
      switch bytes[index] {
      case UInt8(ascii: "."): if fraction == nil { fraction = 0 } else { return nil }
      case let digit where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
        digits += 1
        if let count = fraction, count >= FixedPoint.scale { break }
        value = value * 10 + Int128(digit - UInt8(ascii: "0"))
        fraction = fraction.map { $0 + 1 }
        guard value < largest else { return nil }
      default: return nil
      }
      index += 1
    }
    bytes = bytes[min(index + 1, bytes.endIndex)...]
    for _ in (fraction ?? 0)..<FixedPoint.scale { value *= 10 }
    return digits > 0 && value < largest ? value : nil
  }
}
