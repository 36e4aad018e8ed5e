import Model

extension ClosedTrade {
  func json(_ contract: Contract) -> ReplyJSON {
    let average = { (value: Money) in
      ReplyJSON.text(Price(FixedPoint(units: Margin.ratio(value.fixedPoint.units, FixedPoint.unitsPerOne, quantity.fixedPoint.units))))
    }
    return [
      "symbol": .text(symbol), "orderId": .string(orderID), "side": .string(side.rawValue), "qty": .string(contract.text(orderQuantity)),
      "orderPrice": .string(contract.text(orderPrice)), "orderType": .string(orderType.rawValue), "execType": "Trade",
      "closedSize": .string(contract.text(quantity)), "cumEntryValue": .text(entryValue), "avgEntryPrice": average(entryValue),
      "cumExitValue": .text(exitValue), "avgExitPrice": average(exitValue), "closedPnl": .text(profit), "fillCount": .text(fillCount),
      "leverage": .text(leverage), "openFee": .text(openFee), "closeFee": .text(closeFee), "createdTime": .text(time),
      "updatedTime": .text(updated),
    ]
  }
}
