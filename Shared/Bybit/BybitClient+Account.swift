import Model

extension BybitClient {
  package func wallet(by deadline: Timestamp? = nil) async throws(BybitError) -> Wallet {
    var query = RequestQuery()
    query.add("accountType", "UNIFIED")
    query.add("coin", "USDT")
    let result = try await perform(.read("/v5/account/wallet-balance", query, .account), by: deadline).result
    guard let account = try result.rows("list").first else { throw result.malformed("list") }
    return try Wallet(account)
  }

  package func accountInfo(by deadline: Timestamp? = nil) async throws(BybitError) -> AccountSettings {
    let result = try await perform(.read("/v5/account/info", .account), by: deadline).result
    return AccountSettings(
      marginMode: try result.text("marginMode"), unifiedMarginStatus: result.integer("unifiedMarginStatus").map { Int($0) })
  }

  package func apiKeyInfo(by deadline: Timestamp? = nil) async throws(BybitError) -> APIKeyRights {
    let result = try await perform(.read("/v5/user/query-api", .account), by: deadline).result
    var permissions: [String: [String]] = [:]
    for (area, value) in result.optionalObject("permissions")?.values ?? [:] {
      if case .array(let names) = value { permissions[area] = names.compactMap(\.text) }
    }
    var addresses: [String] = []
    if case .array(let values) = result.values["ips"] { addresses = values.compactMap(\.text) }
    return APIKeyRights(
      isReadOnly: result.integer("readOnly") == 1, permissions: permissions, addresses: addresses,
      expiresAt: result.optionalText("expiredAt"))
  }

  /// With a symbol: its row even when flat. Without: every USDT position that is not flat.
  package func positions(_ symbol: Symbol? = nil, by deadline: Timestamp? = nil) async throws(BybitError) -> [Position] {
    var query = RequestQuery.linear
    query.add("symbol", symbol?.description)
    if symbol == nil { query.add("settleCoin", "USDT") }
    let rows = try await allPages("/v5/position/list", query, limit: 200, .positions, by: resolved(deadline))
    return try rows.decoded { row throws(BybitError) in try Position(row) }
  }

  /// Fills and funding, oldest first, each once. Without `since`: the exchange's last seven days.
  package func executions(
    _ symbol: Symbol? = nil, linkID: OrderLinkID? = nil, since: Timestamp? = nil, by deadline: Timestamp? = nil
  ) async throws(BybitError) -> [Execution] {
    var query = RequestQuery.linear
    query.add("symbol", symbol?.description)
    query.add("orderLinkId", linkID?.description)
    if symbol == nil { query.add("settleCoin", "USDT") }
    let rows = try await allPages("/v5/execution/list", query, since: since, limit: 100, by: resolved(deadline))
    var seen: Set<String> = []
    let executions = try rows.decoded { row throws(BybitError) in try Execution(row) }.filter { seen.insert($0.executionID).inserted }
    return executions.sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }
  }

  /// Oldest first. Without `since`: the exchange's last seven days.
  package func closedPnL(_ symbol: Symbol? = nil, since: Timestamp? = nil, by deadline: Timestamp? = nil) async throws(BybitError)
    -> [ClosedPnL]
  {
    var query = RequestQuery.linear
    query.add("symbol", symbol?.description)
    let rows = try await allPages("/v5/position/closed-pnl", query, since: since, limit: 100, by: resolved(deadline))
    return try rows.decoded { row throws(BybitError) in try ClosedPnL(row) }.sorted { $0.updatedAt < $1.updatedAt }
  }

  /// Active and untriggered orders, newest first.
  package func openOrders(_ symbol: Symbol? = nil, by deadline: Timestamp? = nil) async throws(BybitError) -> [Order] {
    try await orders("/v5/order/realtime", symbol, nil, by: resolved(deadline))
  }

  /// Final orders of the last seven days (fully cancelled ones of one day), newest first. May lag behind reality.
  package func orderHistory(_ symbol: Symbol? = nil, by deadline: Timestamp? = nil) async throws(BybitError) -> [Order] {
    try await orders("/v5/order/history", symbol, nil, by: resolved(deadline))
  }

  /// Looks among open and recent orders, then in the history. nil means: in neither place at this moment.
  package func order(linkID: OrderLinkID, symbol: Symbol, by deadline: Timestamp? = nil) async throws(BybitError) -> Order? {
    let deadline = resolved(deadline)
    for path in ["/v5/order/realtime", "/v5/order/history"] {
      let found = try await orders(path, symbol, linkID, by: deadline)
      if let order = found.first(where: { $0.linkID == linkID }) { return order }
    }
    return nil
  }

  private func orders(_ path: String, _ symbol: Symbol?, _ linkID: OrderLinkID?, by deadline: Timestamp) async throws(BybitError) -> [Order]
  {
    var query = RequestQuery.linear
    query.add("symbol", symbol?.description)
    if symbol == nil { query.add("settleCoin", "USDT") }
    query.add("orderLinkId", linkID?.description)
    return try await allPages(path, query, limit: 50, .positions, by: deadline).decoded { row throws(BybitError) in try Order(row) }
  }
}
