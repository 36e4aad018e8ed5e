import Model

extension API {
  mutating func walletBalance(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    let type = try parameters.required("accountType")
    guard type == "UNIFIED" else { throw .parameter("params error: accountType '\(type)' is not supported, only UNIFIED") }
    let coins = parameters.text("coin").map { $0.split(separator: ",").contains("USDT") } ?? true
    return ["list": [walletRow(of: account, withCoins: coins)]]
  }

  /// One account as wallet-balance lists it and the wallet stream sends it.
  mutating func walletRow(of account: Int, withCoins coins: Bool = true) -> ReplyJSON {
    let balance = engine.balance(account)
    let coin: ReplyJSON = [
      "coin": "USDT", "equity": .text(balance.equity), "usdValue": .text(balance.equity), "walletBalance": .text(balance.wallet),
      "locked": "0", "borrowAmount": "0", "spotBorrow": "0", "accruedInterest": "0", "totalOrderIM": .text(balance.orderMargin),
      "totalPositionIM": .text(balance.positionMargin), "totalPositionMM": .text(balance.maintenanceMargin),
      "unrealisedPnl": .text(balance.unrealised), "cumRealisedPnl": .text(balance.realised), "bonus": "0", "spotHedgingQty": "0",
      "marginCollateral": .boolean(true), "collateralSwitch": .boolean(true), "colRes": "0", "availableToWithdraw": "",
      "availableToBorrow": "", "free": "",
    ]
    return [
      "accountType": "UNIFIED", "totalEquity": .text(balance.equity), "totalWalletBalance": .text(balance.wallet),
      "totalMarginBalance": .text(balance.equity), "totalAvailableBalance": .text(balance.available),
      "totalPerpUPL": .text(balance.unrealised), "totalInitialMargin": .text(balance.initialMargin),
      "totalMaintenanceMargin": .text(balance.maintenanceMargin), "accountIMRate": rate(balance.initialMargin, balance.equity),
      "accountMMRate": rate(balance.maintenanceMargin, balance.equity), "accountIMRateByMp": rate(balance.initialMargin, balance.equity),
      "accountMMRateByMp": rate(balance.maintenanceMargin, balance.equity), "accountLTV": "0",
      "totalInitialMarginByMp": .text(balance.initialMargin), "totalMaintenanceMarginByMp": .text(balance.maintenanceMargin),
      "coin": .array(coins ? [coin] : []),
    ]
  }

  /// A fraction with four decimals; 0 without equity.
  private func rate(_ part: Money, _ whole: Money) -> ReplyJSON {
    guard whole > .zero else { return "0" }
    return .text(FixedPoint(units: Margin.ratio(part.fixedPoint.units, 10_000, whole.fixedPoint.units) * 10_000))
  }

  func feeRate(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbols = try parameters.symbol().map { [$0] } ?? engine.market.symbols
    return [
      "category": "linear",
      "list": .array(
        symbols.map { ["symbol": .text($0), "baseCoin": "", "takerFeeRate": .text(Fees.taker), "makerFeeRate": .text(Fees.maker)] }),
    ]
  }

  func accountInfo() -> ReplyJSON {
    [
      "unifiedMarginStatus": .integer(6), "marginMode": "REGULAR_MARGIN", "isMasterTrader": .boolean(false), "spotHedgingStatus": "OFF",
      "dcpStatus": "OFF", "timeWindow": .integer(0), "smpGroup": .integer(0), "updatedTime": "1",
    ]
  }

  func queryAPI() -> ReplyJSON {
    [
      "id": "1", "note": "paper", "readOnly": .integer(0), "permissions": ["ContractTrade": ["Order", "Position"]], "ips": ["*"],
      "type": .integer(1), "unified": .integer(0), "uta": .integer(1), "userID": .integer(1), "isMaster": .boolean(true),
    ]
  }
}
