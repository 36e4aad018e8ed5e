import Model

extension Contract {
  /// The rules of another exchange's perpetual that trades near `price`.
  init(_ instrument: Instrument, near price: Price) {
    self.init(
      instrument: instrument, maximumLimitQuantity: instrument.maximumMarketQuantity + instrument.maximumMarketQuantity,
      maximumPrice: Price(FixedPoint(units: price.fixedPoint.units * 33)).rounded(toMultipleOf: instrument.tickSize, .up),
      priceDigits: Self.fractionDigits(instrument.tickSize.description),
      quantityDigits: Self.fractionDigits(instrument.quantityStep.description))
  }

  /// nil if a price of the candle is no number.
  func tickCandle(_ candle: Candle) -> TickCandle? {
    let prices = [candle.open, candle.high, candle.low, candle.close].compactMap { Price(nearest: $0).map { max(1, ticks($0)) } }
    guard prices.count == 4, let volume = Quantity(nearest: candle.volume) else { return nil }
    return TickCandle(open: prices[0], high: prices[1], low: prices[2], close: prices[3], volume: volume)
  }
}
