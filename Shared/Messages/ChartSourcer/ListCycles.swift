import Model

/// The latest cycles, newest first.
package struct ListCycles: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "list-cycles"
  package static let version = 1

  /// nil: of all timeframes.
  package let timeframe: Timeframe?
  /// Only the cycles of this candle of the timeframe, which must be named then; nil: of all.
  package let candleClose: Timestamp?
  /// 1 to 200.
  package let limit: Int

  package init(timeframe: Timeframe? = nil, candleClose: Timestamp? = nil, limit: Int) {
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let cycles: [CycleReport]
    /// Whose cycles start by themselves, shortest first; nil from a program that is older than this field.
    package let timeframes: [Timeframe]?

    package init(cycles: [CycleReport], timeframes: [Timeframe]? = nil) {
      self.cycles = cycles
      self.timeframes = timeframes
    }
  }
}
