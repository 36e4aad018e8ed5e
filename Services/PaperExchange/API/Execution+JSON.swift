import Model

extension Execution {
  func json(_ contract: Contract) -> ReplyJSON {
    [
      "symbol": .text(symbol), "orderId": .string(orderID), "orderLinkId": .string(linkID), "side": .string(side.rawValue),
      "orderPrice": .string(contract.text(orderPrice)), "orderQty": .string(contract.text(orderQuantity)),
      "leavesQty": .string(contract.text(leavesQuantity)), "createType": .string(createType?.rawValue ?? ""),
      "orderType": .string(orderType?.rawValue ?? "UNKNOWN"),
      "stopOrderType": .string(stopOrderType == .none ? "UNKNOWN" : stopOrderType.rawValue),
      "execFee": .text(fee), "execId": .string(id), "execPrice": .string(contract.text(price)), "execQty": .string(contract.text(quantity)),
      "execType": .string(type.rawValue), "execValue": .text(value), "execTime": .text(time), "feeCurrency": "",
      "isMaker": .boolean(isMaker),
      "feeRate": .text(feeRate), "markPrice": .string(contract.text(markPrice)), "tradeIv": "", "markIv": "",
      "indexPrice": "", "underlyingPrice": "", "blockTradeId": "", "closedSize": .string(contract.text(closedQuantity)), "extraFees": "",
      "seq": .integer(sequence),
    ]
  }
}
