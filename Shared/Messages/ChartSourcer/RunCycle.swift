import Model

/// Starts a cycle now on the last closed candle. It lasts one timeframe.
package struct RunCycle: AddressedRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "run-cycle"
  package static let version = 1

  package let timeframe: Timeframe
  /// nil: the configured symbols.
  package let symbols: [Symbol]?

  package init(timeframe: Timeframe, symbols: [Symbol]? = nil) {
    self.timeframe = timeframe
    self.symbols = symbols
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let cycleID: CycleID

    package init(cycleID: CycleID) {
      self.cycleID = cycleID
    }
  }
}
