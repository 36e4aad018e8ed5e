import FoundationEssentials
import Model

/// The candles of an analysis drawn anew, with a trade's levels over them. For people; analysts never see such a picture.
package struct GetTradeChart: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-trade-chart"
  package static let version = 1

  package let symbol: Symbol
  package let timeframe: Timeframe
  /// The last candle closes at or before this moment.
  package let closedBy: Timestamp
  package let entryPrice: Price
  package let stopLoss: Price
  package let takeProfit: Price

  package init(
    symbol: Symbol, timeframe: Timeframe, closedBy: Timestamp, entryPrice: Price, stopLoss: Price, takeProfit: Price
  ) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.closedBy = closedBy
    self.entryPrice = entryPrice
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil: there are no candles of that time any more.
    package let png: Data?

    package init(png: Data? = nil) {
      self.png = png
    }
  }
}
