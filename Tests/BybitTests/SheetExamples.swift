/// The reply bodies that the reference sheet of the exchange gives as examples.
enum SheetExamples {
  static let serverTime =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"timeSecond":"1700000000","timeNano":"1700000000123456789"},"retExtInfo":{},"time":17000\#
    00000123}
    """#
  static let kline =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","symbol":"BTCUSDT","list":[["1700000100000","60010.0","60020.5","600\#
    01.0","60015.2","12.345","740812.11"],["1700000040000","60000.0","60012.0","59990.1","60010.0","9.870","592103.90"]]},"retExt\#
    Info":{},"time":1700000123456}
    """#
  static let tickers =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","lastPrice":"60015.20","indexPrice":"600\#
    11.90","markPrice":"60013.44","prevPrice24h":"59200.00","price24hPcnt":"0.013770","highPrice24h":"60500.00","lowPrice24h":"58\#
    800.10","prevPrice1h":"59990.00","openInterest":"51234.567","openInterestValue":"3074758321.11","turnover24h":"4123456789.123\#
    4","volume24h":"68901.2340","fundingRate":"0.0001","nextFundingTime":"1700006400000","fundingIntervalHour":"8","fundingCap":"\#
    0.005","bid1Price":"60015.10","bid1Size":"3.210","ask1Price":"60015.20","ask1Size":"1.005","predictedDeliveryPrice":"","basis\#
    Rate":"","basis":"","basisRateYear":"","deliveryFeeRate":"","deliveryTime":"0","preOpenPrice":"","preQty":"","curPreListingPh\#
    ase":""}]},"retExtInfo":{},"time":1700000123456}
    """#
  static let instruments =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","symbolId":5,"contractType":"LinearPerpe\#
    tual","status":"Trading","baseCoin":"BTC","quoteCoin":"USDT","settleCoin":"USDT","launchTime":"1585526400000","deliveryTime":\#
    "0","deliveryFeeRate":"","priceScale":"2","leverageFilter":{"minLeverage":"1","maxLeverage":"100.00","leverageStep":"0.01"},"\#
    priceFilter":{"minPrice":"0.10","maxPrice":"1999999.80","tickSize":"0.10"},"lotSizeFilter":{"maxOrderQty":"1190.000","minOrde\#
    rQty":"0.001","qtyStep":"0.001","maxMktOrderQty":"500.000","minNotionalValue":"5","postOnlyMaxOrderQty":"1190.000"},"unifiedM\#
    arginTrade":true,"fundingInterval":480,"copyTrading":"both","upperFundingRate":"0.00375","lowerFundingRate":"-0.00375","isPre\#
    Listing":false,"preListingInfo":null,"riskParameters":{"priceLimitRatioX":"0.01","priceLimitRatioY":"0.02"},"symbolType":""}]\#
    ,"nextPageCursor":""},"retExtInfo":{},"time":1700000123456}
    """#
  static let wallet =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"list":[{"accountType":"UNIFIED","totalEquity":"10012.50","totalWalletBalance":"10000.00\#
    ","totalMarginBalance":"10012.50","totalAvailableBalance":"9412.10","totalPerpUPL":"12.50","totalInitialMargin":"600.40","tot\#
    alMaintenanceMargin":"30.10","accountIMRate":"0.0599","accountMMRate":"0.0030","coin":[{"coin":"USDT","equity":"10012.5","usd\#
    Value":"10012.5","walletBalance":"10000","locked":"0","borrowAmount":"0","spotBorrow":"0","accruedInterest":"0","totalOrderIM\#
    ":"0","totalPositionIM":"600.4","totalPositionMM":"30.1","unrealisedPnl":"12.5","cumRealisedPnl":"-3.2","bonus":"0","spotHedg\#
    ingQty":"0","marginCollateral":true,"collateralSwitch":true,"availableToWithdraw":"","availableToBorrow":""}]}]},"retExtInfo"\#
    :{},"time":1700000123456}
    """#
  static let position =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"positionIdx":0,"riskId":1,"riskLimitValue":"2000000","symb\#
    ol":"BTCUSDT","side":"Buy","size":"0.010","avgPrice":"60000","positionValue":"600","tradeMode":0,"positionStatus":"Normal","a\#
    utoAddMargin":0,"adlRankIndicator":2,"leverage":"5","breakEvenPrice":"60066.04","markPrice":"60013.44","liqPrice":"","bustPri\#
    ce":"","positionMM":"3.33","positionMMByMp":"3.33","positionIM":"120.33","positionIMByMp":"120.33","positionBalance":"0","tps\#
    lMode":"Full","takeProfit":"62000.00","stopLoss":"59000.00","trailingStop":"0.00","unrealisedPnl":"0.1344","curRealisedPnl":"\#
    -0.33","cumRealisedPnl":"-0.33","seq":8327597863,"isReduceOnly":false,"mmrSysUpdatedTime":"","leverageSysUpdatedTime":"","ses\#
    sionAvgPrice":"","createdTime":"1699990000000","updatedTime":"1700000120000"}],"nextPageCursor":""},"retExtInfo":{},"time":17\#
    00000123456}
    """#
  static let empty =
    #"""
    {"retCode":0,"retMsg":"OK","result":{},"retExtInfo":{},"time":1700000123456}
    """#
  static let closedPnL =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","orderId":"0f6c1b0e-6a0d-4f6e-9d0a-2f1d3\#
    c4b5a69","side":"Sell","qty":"0.010","orderPrice":"59800.00","orderType":"Market","execType":"Trade","closedSize":"0.010","cu\#
    mEntryValue":"600","avgEntryPrice":"60000","cumExitValue":"605","avgExitPrice":"60500","closedPnl":"4.337","fillCount":"1","l\#
    everage":"5","openFee":"0.33","closeFee":"0.333","createdTime":"1700000200000","updatedTime":"1700000200010"}],"nextPageCurso\#
    r":""},"retExtInfo":{},"time":1700000223456}
    """#
  static let created =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"orderId":"c6f055d9-7f21-4079-913d-e6523a9cfff0","orderLinkId":"bot-20231114-0001"},"ret\#
    ExtInfo":{},"time":1700000123456}
    """#
  static let cancelledAll =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"list":[{"orderId":"c6f055d9-7f21-4079-913d-e6523a9cfff0","orderLinkId":"bot-20231114-00\#
    01"}],"success":"1"},"retExtInfo":{},"time":1700000123456}
    """#
  static let order =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"orderId":"c6f055d9-7f21-4079-913d-e6523a9cfff0","orderLink\#
    Id":"bot-20231114-0001","parentOrderLinkId":"","blockTradeId":"","symbol":"BTCUSDT","price":"60000.00","qty":"0.010","side":"\#
    Buy","isLeverage":"","positionIdx":0,"orderStatus":"New","createType":"CreateByUser","cancelType":"UNKNOWN","rejectReason":"E\#
    C_NoError","avgPrice":"","leavesQty":"0.010","leavesValue":"600","cumExecQty":"0.000","cumExecValue":"0","cumExecFee":"0","cu\#
    mFeeDetail":{},"timeInForce":"GTC","orderType":"Limit","stopOrderType":"","orderIv":"","triggerPrice":"","takeProfit":"62000.\#
    00","stopLoss":"59000.00","tpslMode":"Full","tpLimitPrice":"","slLimitPrice":"","tpTriggerBy":"LastPrice","slTriggerBy":"Mark\#
    Price","triggerDirection":0,"triggerBy":"","lastPriceOnCreated":"60015.20","reduceOnly":false,"closeOnTrigger":false,"placeTy\#
    pe":"","smpType":"None","smpGroup":0,"smpOrderId":"","createdTime":"1700000123400","updatedTime":"1700000123402"}],"nextPageC\#
    ursor":"page_args%3Dc6f055d9-7f21-4079-913d-e6523a9cfff0%26"},"retExtInfo":{},"time":1700000123456}
    """#
  static let execution =
    #"""
    {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","orderId":"c6f055d9-7f21-4079-913d-e6523\#
    a9cfff0","orderLinkId":"bot-20231114-0001","side":"Buy","orderPrice":"60000.00","orderQty":"0.010","leavesQty":"0.000","creat\#
    eType":"CreateByUser","orderType":"Limit","stopOrderType":"UNKNOWN","execFee":"0.12","execId":"e0cbe81d-0f18-5866-9415-cf319b\#
    5dab30","execPrice":"60000.00","execQty":"0.010","execType":"Trade","execValue":"600","execTime":"1700000130000","feeCurrency\#
    ":"","isMaker":true,"feeRate":"0.0002","markPrice":"60001.10","tradeIv":"","markIv":"","indexPrice":"","underlyingPrice":"","\#
    blockTradeId":"","closedSize":"0","extraFees":"","seq":8327597870}],"nextPageCursor":""},"retExtInfo":{},"time":1700000131456\#
    }
    """#
}
