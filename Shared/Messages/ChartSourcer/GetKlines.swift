import Model

/// Closed candles that chart-sourcer has stored, ascending.
package struct GetKlines: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-klines"
  package static let version = 1

  package let symbol: Symbol
  package let timeframe: Timeframe
  /// The last candle closes at or before this moment.
  package let closedBy: Timestamp
  package let limit: Int

  package init(symbol: Symbol, timeframe: Timeframe, closedBy: Timestamp, limit: Int) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.closedBy = closedBy
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let candles: [Candle]

    package init(candles: [Candle]) {
      self.candles = candles
    }
  }
}
