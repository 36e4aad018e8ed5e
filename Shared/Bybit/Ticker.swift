import Model

/// The market of one symbol at one moment.
package struct Ticker: Sendable, Equatable {
  package let symbol: Symbol
  package let lastPrice: Price
  package let markPrice: Price
  package let indexPrice: Price
  package let bid: Price?
  package let ask: Price?
  /// Fraction of the position's value per funding interval.
  package let fundingRate: FixedPoint
  /// The server's time.
  package let at: Timestamp

  package init(
    symbol: Symbol, lastPrice: Price, markPrice: Price, indexPrice: Price, bid: Price?, ask: Price?, fundingRate: FixedPoint,
    at: Timestamp
  ) {
    self.symbol = symbol
    self.lastPrice = lastPrice
    self.markPrice = markPrice
    self.indexPrice = indexPrice
    self.bid = bid
    self.ask = ask
    self.fundingRate = fundingRate
    self.at = at
  }
}

extension Ticker {
  init(_ row: ReplyRow, at time: Timestamp) throws(BybitError) {
    let rate: Money = try row.decimalOrZero("fundingRate")
    self.init(
      symbol: try row.symbol(), lastPrice: try row.decimal("lastPrice"), markPrice: try row.decimal("markPrice"),
      indexPrice: try row.decimal("indexPrice"), bid: try row.optionalDecimal("bid1Price"), ask: try row.optionalDecimal("ask1Price"),
      fundingRate: rate.fixedPoint, at: time)
  }
}
