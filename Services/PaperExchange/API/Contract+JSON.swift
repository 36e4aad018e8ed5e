import Model

extension Contract {
  /// As instruments-info lists it. - Parameter number: its `symbolId`.
  func json(number: Int) -> ReplyJSON {
    [
      "symbol": .text(symbol), "symbolId": .integer(Int64(number)), "contractType": "LinearPerpetual", "status": "Trading",
      "baseCoin": .string(baseCoin), "quoteCoin": "USDT", "settleCoin": "USDT", "launchTime": "1585526400000", "deliveryTime": "0",
      "deliveryFeeRate": "", "priceScale": .text(priceDigits),
      "leverageFilter": ["minLeverage": "1", "maxLeverage": .string("\(Int(instrument.maximumLeverage)).00"), "leverageStep": "0.01"],
      "priceFilter": [
        "minPrice": .string(text(instrument.tickSize)), "maxPrice": .string(text(maximumPrice)),
        "tickSize": .string(text(instrument.tickSize)),
      ],
      "lotSizeFilter": [
        "maxOrderQty": .string(text(maximumLimitQuantity)), "minOrderQty": .string(text(instrument.minimumQuantity)),
        "qtyStep": .string(text(instrument.quantityStep)), "maxMktOrderQty": .string(text(instrument.maximumMarketQuantity)),
        "minNotionalValue": .text(instrument.minimumNotional), "postOnlyMaxOrderQty": .string(text(maximumLimitQuantity)),
      ],
      "unifiedMarginTrade": .boolean(true), "fundingInterval": .integer(480), "copyTrading": "none", "upperFundingRate": "0.00375",
      "lowerFundingRate": "-0.00375", "isPreListing": .boolean(false), "preListingInfo": .null,
      "riskParameters": ["priceLimitRatioX": "0.1", "priceLimitRatioY": "0.1"], "symbolType": "",
    ]
  }
}
