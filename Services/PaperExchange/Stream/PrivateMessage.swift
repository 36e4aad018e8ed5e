import Model

/// One row of a private topic.
struct PrivateMessage {
  let rows: StreamTopic.PrivateRows
  let data: ReplyJSON

  init?(_ event: EngineEvent, _ api: inout API) {
    let category = ReplyJSON.Field(name: "category", value: "linear")
    switch event {
    case .execution(_, let execution):
      guard let contract = api.engine.market.contract(execution.symbol), case .object(let fields) = execution.json(contract) else {
        return nil
      }
      rows = .execution
      data = .object(
        [category] + fields.map { $0.name == "feeCurrency" ? .init(name: "feeCurrency", value: "USDT") : $0 } + [
          .init(name: "execPnl", value: .text(execution.profit)), .init(name: "isLeverage", value: "0"),
          .init(name: "marketUnit", value: ""),
        ])
    case .order(_, let order):
      guard let contract = api.engine.market.contract(order.symbol), case .object(let fields) = order.json(contract) else { return nil }
      rows = .order
      data = .object(
        [category] + fields + [
          .init(name: "closedPnl", value: .text(order.closedProfit)), .init(name: "feeCurrency", value: "USDT"),
        ])
    case .position(let account, let symbol):
      guard let contract = api.engine.market.contract(symbol), case .object(let fields) = api.positionRow(contract, of: account) else {
        return nil
      }
      rows = .position
      data = .object([category] + fields.map { $0.name == "avgPrice" ? .init(name: "entryPrice", value: $0.value) : $0 })
    case .wallet(let account):
      rows = .wallet
      data = api.walletRow(of: account)
    case .trade: return nil
    }
  }

  /// The same events without rows that a later one in the same batch repeats: position and wallet are read when they are sent.
  static func coalesced(_ events: [EngineEvent]) -> [EngineEvent] {
    var positions: Set<PositionKey> = []
    var wallets: Set<Int> = []
    let kept = events.reversed().filter { event in
      switch event {
      case .position(let account, let symbol): positions.insert(PositionKey(account: account, symbol: symbol)).inserted
      case .wallet(let account): wallets.insert(account).inserted
      default: true
      }
    }
    return kept.reversed()
  }

  private struct PositionKey: Hashable {
    let account: Int
    let symbol: Symbol
  }
}
