import Model

extension Order {
  func json(_ contract: Contract) -> ReplyJSON {
    let leaves = leavesQuantity
    let average =
      executedQuantity > .zero
      ? Price(FixedPoint(units: Margin.ratio(executedValue.fixedPoint.units, FixedPoint.unitsPerOne, executedQuantity.fixedPoint.units)))
        .description : ""
    return [
      "orderId": .string(id), "orderLinkId": .string(linkID), "parentOrderLinkId": .string(parentLinkID), "blockTradeId": "",
      "symbol": .text(symbol), "price": price == .zero ? "0" : .string(contract.text(price)), "qty": .string(contract.text(quantity)),
      "side": .string(side.rawValue), "isLeverage": "", "positionIdx": .integer(0), "orderStatus": .string(status.rawValue),
      "createType": .string(createType.rawValue), "cancelType": .string(cancelType.rawValue),
      "rejectReason": .string(rejectReason.rawValue), "avgPrice": .string(average), "leavesQty": .string(contract.text(leaves)),
      "leavesValue": .text(Money.notional(price, leaves, .nearest)), "cumExecQty": .string(contract.text(executedQuantity)),
      "cumExecValue": .text(executedValue), "cumExecFee": .text(executedFee),
      "cumFeeDetail": executedFee == .zero ? [:] : ["USDT": .text(executedFee)], "timeInForce": .string(timeInForce.rawValue),
      "orderType": .string(type.rawValue), "stopOrderType": .string(stopOrderType.rawValue), "orderIv": "",
      "triggerPrice": .text(triggerPrice, in: contract), "takeProfit": .text(takeProfit, in: contract),
      "stopLoss": .text(stopLoss, in: contract), "tpslMode": .string(protectionMode),
      "tpLimitPrice": .text(protection.takeProfitLimit, in: contract),
      "slLimitPrice": .text(protection.stopLossLimit, in: contract),
      "tpTriggerBy": .string(takeProfit == nil ? "" : protection.takeProfitTrigger.rawValue),
      "slTriggerBy": .string(stopLoss == nil ? "" : protection.stopLossTrigger.rawValue),
      "triggerDirection": .integer(Int64(triggerDirection?.rawValue ?? 0)), "triggerBy": .string(triggerBy?.rawValue ?? ""),
      "lastPriceOnCreated": .string(contract.text(lastPriceOnCreated)), "reduceOnly": .boolean(reduceOnly),
      "closeOnTrigger": .boolean(closeOnTrigger), "placeType": "", "smpType": "None", "smpGroup": .integer(0), "smpOrderId": "",
      "slippageToleranceType": .string(tolerance.type), "slippageTolerance": .string(tolerance.value), "extraFees": "",
      "createdTime": .text(created),
      "updatedTime": .text(updated),
    ]
  }

  private var protectionMode: String {
    if protection.isPartial || stopOrderType.isPartial { return "Partial" }
    return isProtected || stopOrderType.isProtection ? "Full" : ""
  }

  private var tolerance: (type: String, value: String) {
    switch slippage {
    case nil: ("UNKNOWN", "0")
    case .ticks(let count)?: ("TickSize", String(count))
    case .basisPoints(let count)?: ("Percent", FixedPoint(units: Int128(count) * FixedPoint.unitsPerOne / 100).description)
    }
  }
}
