/// A number that changes whenever recorded candles change, so that a state log is not continued on other prices.
struct Fingerprint: CustomStringConvertible {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ file: CandleFile) {
    state ^= SplitMix.hash(file.contract.symbol.description)
    add(Int64(file.startIndex))
    for candle in file.candles {
      add(candle.open)
      add(candle.high)
      add(candle.low)
      add(candle.close)
    }
  }

  private mutating func add(_ value: Int64) { state = (state ^ UInt64(bitPattern: value)) &* 0x100_0000_01B3 }

  var description: String { String(state, radix: 16) }
}
