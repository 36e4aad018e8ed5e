import Model

/// Which orders or fills a list asks for: an order id wins over a link id, both over a symbol.
struct OrderFilter {
  let id: String?
  let linkID: String?
  let symbol: Symbol?
  let baseCoin: String?
  let settleCoin: String?
  let kind: CancelAll.Filter?

  init(_ parameters: Parameters) throws(Refusal) {
    id = parameters.text("orderId")
    linkID = parameters.text("orderLinkId")
    symbol = try parameters.symbol()
    baseCoin = parameters.text("baseCoin")
    settleCoin = parameters.text("settleCoin")
    kind = try parameters.choice("orderFilter", of: CancelAll.Filter.self)
  }

  var isByID: Bool { id != nil || linkID != nil }

  /// Newest first.
  func matching(_ engine: Engine, _ account: Int) -> [Order] {
    guard isByID else { return matching(engine.accounts[account].orders, engine) }
    let index = id.map { engine.indexByID[$0] } ?? linkID.flatMap { engine.accounts[account].indexByLinkID[$0] }
    return matching(index.flatMap { engine.orders[$0].account == account ? [$0] : nil } ?? [], engine)
  }

  /// - Parameter indexes: into the engine's orders, oldest first. - Returns: newest first.
  func matching(_ indexes: [Int], _ engine: Engine) -> [Order] {
    indexes.reversed().compactMap { index in
      let order = engine.orders[index]
      let isAdmitted = admits(
        id: order.id, linkID: order.linkID, symbol: order.symbol, stopOrderType: order.stopOrderType, engine.market)
      return isAdmitted ? order : nil
    }
  }

  func admits(id: String, linkID: String, symbol: Symbol, stopOrderType: StopOrderType, _ market: Market) -> Bool {
    if let wanted = self.id {
      guard id == wanted else { return false }
    } else if let wanted = self.linkID {
      guard linkID == wanted else { return false }
    }
    if let wanted = self.symbol {
      guard symbol == wanted else { return false }
    } else if let wanted = baseCoin {
      guard market.contract(symbol)?.baseCoin == wanted else { return false }
    } else if let settleCoin, settleCoin != "USDT" {
      return false
    }
    switch kind {
    case nil, .openOrder?: return true
    case .order?: return stopOrderType == .none
    case .stopOrder?: return stopOrderType != .none
    }
  }
}
