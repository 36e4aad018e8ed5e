import Model

extension Execution {
  func json(_ contract: Contract) -> JSONValue {
    [
      "symbol": .text(symbol), "orderId": .string(orderID), "orderLinkId": .string(linkID), "side": .string(side.rawValue),
      "orderPrice": .string(contract.text(orderPrice)), "orderQty": .string(contract.text(orderQuantity)),
      "leavesQty": .string(contract.text(orderQuantity - quantity)), "createType": .string(createType.rawValue),
      "orderType": .string(orderType.rawValue), "stopOrderType": .string(stopOrderType == .none ? "UNKNOWN" : stopOrderType.rawValue),
      "execFee": .text(fee), "execId": .string(id), "execPrice": .string(contract.text(price)), "execQty": .string(contract.text(quantity)),
      "execType": "Trade", "execValue": .text(value), "execTime": .text(time), "feeCurrency": "", "isMaker": .boolean(isMaker),
      "feeRate": .text(isMaker ? Fees.maker : Fees.taker), "markPrice": .string(contract.text(price)), "tradeIv": "", "markIv": "",
      "indexPrice": "", "underlyingPrice": "", "blockTradeId": "", "closedSize": .string(contract.text(closedQuantity)), "extraFees": "",
      "seq": .integer(sequence),
    ]
  }
}
