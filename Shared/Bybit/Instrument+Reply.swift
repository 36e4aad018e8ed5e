import Model

extension Instrument {
  /// nil for what is not traded here: dated futures, other settlement coins, contracts that are not open.
  static func tradable(_ row: ReplyRow) throws(BybitError) -> Instrument? {
    guard row.optionalText("contractType") == "LinearPerpetual", row.optionalText("settleCoin") == "USDT",
      row.optionalText("status") == "Trading"
    else { return nil }
    let symbol = try row.symbol()
    let price = try row.object("priceFilter")
    let lot = try row.object("lotSizeFilter")
    guard let leverage = try row.object("leverageFilter").optionalNumber("maxLeverage"), leverage >= 1 else {
      throw BybitError(.malformedReply, "\(symbol): maxLeverage is missing", endpoint: row.endpoint)
    }
    let tick: Price = try price.decimal("tickSize")
    let step: Quantity = try lot.decimal("qtyStep")
    guard tick > .zero, step > .zero else {
      throw BybitError(.malformedReply, "\(symbol): tickSize or qtyStep is not positive", endpoint: row.endpoint)
    }
    return Instrument(
      symbol: symbol, tickSize: tick, quantityStep: step, minimumQuantity: try lot.decimal("minOrderQty"),
      maximumMarketQuantity: try lot.decimal("maxMktOrderQty"), minimumNotional: try lot.decimalOrZero("minNotionalValue"),
      maximumLeverage: leverage)
  }
}
