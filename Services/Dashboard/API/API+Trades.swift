import Messages
import Model

extension API {
  /// The query that ``filtered(_:)`` reads.
  private static let tradeFilter: Set<String> = ["symbol", "status", "side", "from", "to"]

  var tradeRoutes: [Route] {
    [
      get("/trades", query: Self.tradeFilter.union(["limit"])) { call in
        let limit = try call.request.limit(default: 100, maximum: 1000)
        return try .json(ListTrades.Reply(trades: Array(try await filtered(call.request).prefix(limit))))
      },
      get("/trades.csv", query: Self.tradeFilter) { call in
        WebAnswer(
          type: "text/csv; charset=utf-8", headers: [("Content-Disposition", "attachment; filename=\"trades.csv\"")],
          body: Array(CSV.trades(try await filtered(call.request)).utf8))
      },
      get("/trades/{id}") { call in
        guard let id = TradeID(call.parameter("id")) else {
          throw APIProblem(400, "badID", "'\(call.parameter("id"))' is not a trade's id")
        }
        return try .json(try await dossier(id))
      },
      get("/trades/{id}/origin") { call in
        guard let id = TradeID(call.parameter("id")) else {
          throw APIProblem(400, "badID", "'\(call.parameter("id"))' is not a trade's id")
        }
        let origin = try await facts.origins(of: [id], owners)[id]
        return try .json(Origin(timeframe: origin?.timeframe, promptName: origin?.promptName, confidence: origin?.confidence))
      },
      get("/signals", query: ["limit"]) { call in
        let limit = try call.request.limit(default: 1, maximum: 20)
        let cycles = try await cache.value(.cycles, "cycles \(limit)") { try await owners.ask(ListCycles(limit: limit)) }.cycles
        var signals: [CycleSignals] = []
        for cycle in cycles {
          let verdicts = try await cache.value(.cycles, "verdicts \(cycle.cycleID)") {
            try await owners.ask(GetVerdicts(cycleID: cycle.cycleID))
          }
          let sizing = try await cache.value(.cycles, "sizing \(cycle.cycleID)") { try await owners.ask(GetSizing(cycleID: cycle.cycleID)) }
          signals.append(CycleSignals(cycleID: cycle.cycleID, verdicts: verdicts.verdicts, sizings: sizing.sizings))
        }
        return try .json(["signals": signals])
      },
      get("/profit", query: Self.tradeFilter) { call in
        let all = try await statistics(call.request)
        return try .json(
          Profit(
            trades: all.trades, wins: all.wins, losses: all.losses, profit: all.profit, grossProfit: all.grossProfit,
            grossLoss: all.grossLoss, maximumDrawdown: all.maximumDrawdown, profitFactor: all.profitFactor))
      },
      get("/daily", query: Self.tradeFilter) { call in try .json(["daily": try await statistics(call.request).daily]) },
      get("/performance", query: Self.tradeFilter) { call in try .json(try await statistics(call.request)) },
      get("/excursions", query: Self.tradeFilter) { call in try .json(try await excursions(call.request)) },
    ]
  }

  private struct CycleSignals: Encodable {
    let cycleID: CycleID
    let verdicts: [Verdict]
    let sizings: [Sizing]
  }

  /// Nothing in it when nobody has proposed the trade.
  private struct Origin: Encodable {
    let timeframe: Timeframe?
    let promptName: String?
    let confidence: Double?
  }

  private struct Profit: Encodable {
    let trades: Int
    let wins: Int
    let losses: Int
    let profit: Money
    let grossProfit: Money
    let grossLoss: Money
    let maximumDrawdown: Money
    let profitFactor: Double?
  }

  /// Newest first. Older ones than the book has are reached by `autotrader export`.
  private func trades() async throws -> [Trade] {
    try await cache.value(.trades, "trades") { try await cache.trades.newest(owners, at: time.now, isHearing: cache.isHearing) }
  }

  private func filtered(_ request: WebRequest) async throws -> [Trade] {
    let query = request.query
    let status = try query["status"].map { text in
      guard let status = TradeStatus(rawValue: text) else {
        throw APIProblem(400, "badStatus", "status must be one of \(TradeStatus.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return status
    }
    let side = try query["side"].map { text in
      guard let side = Side(rawValue: text) else {
        throw APIProblem(400, "badSide", "side must be one of \(Side.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return side
    }
    let symbol = try query["symbol"].map { try API.symbol($0) }
    func moment(_ name: String) throws -> Timestamp? {
      guard let text = query[name] else { return nil }
      guard let at = Timestamp(utc: text.count == 10 ? text + "T00:00:00Z" : text) else {
        throw APIProblem(400, "badTime", "\(name) must be a day or a time in UTC such as 2026-11-22 or 2026-11-22T13:00:00Z")
      }
      return at
    }
    let (from, to) = (try moment("from"), try moment("to"))
    return try await trades().filter { trade in
      (status == nil || trade.status == status) && (symbol == nil || trade.symbol == symbol)
        && (side == nil || trade.side == side) && (from.map { trade.createdAt >= $0 } ?? true)
        && (to.map { trade.createdAt < $0 } ?? true)
    }
  }

  private func statistics(_ request: WebRequest) async throws -> TradeStatistics {
    let trades = try await filtered(request)
    let origins = try await facts.origins(of: trades.map(\.tradeID), owners)
    return TradeStatistics(trades) { origins[$0] }
  }

  private func excursions(_ request: WebRequest) async throws -> ExcursionStatistics {
    let trades = try await filtered(request)
    let excursions = try await facts.excursions(of: trades, owners, now: time.now)
    return ExcursionStatistics(trades) { excursions[$0] }
  }

  private func dossier(_ id: TradeID) async throws -> Dossier {
    guard let story = try await owners.ask(GetTradeStory(tradeID: id)).story else {
      throw APIProblem(404, "unknownTrade", "there is no trade \(id)")
    }
    let trade = story.trade
    async let analysis = owners.ask(GetAnalysis(analysisID: trade.analysisID))
    async let verdicts = owners.ask(GetVerdicts(cycleID: trade.cycleID))
    async let sizing = owners.ask(GetSizing(cycleID: trade.cycleID))
    async let cycle = owners.ask(GetCycle(cycleID: trade.cycleID))
    async let proposals = owners.ask(GetProposals(proposalIDs: [id.proposal]))
    let summary = try await analysis
    let report = try await cycle.cycle
    let timeframe = summary.analysis?.timeframe ?? report?.timeframe
    let span = timeframe.map { ChartSpan(of: trade, $0, now: time.now) }
    var candles: [Candle] = []
    if let span { candles = span.drawing(try await stored(trade.symbol, span)) }
    return Dossier(
      story: story, analysis: summary.analysis, prompt: summary.prompt, record: summary.record,
      verdicts: try await verdicts.verdicts.filter { $0.symbol == trade.symbol },
      sizing: try await sizing.sizings.first { $0.symbol == trade.symbol },
      approval: try await proposals.approvals.first,
      steps: report?.steps.filter { $0.symbol == nil || $0.symbol == trade.symbol } ?? [], timeframe: timeframe,
      chartTimeframe: span?.drawn, candles: candles,
      excursion: try await facts.excursion(of: trade, owners, now: time.now))
  }

  /// Candles in one answer of their owner, and answers for one chart: more than are kept, unless `retention.candles` was set very high.
  private static let candlePage = 5000
  private static let candlePages = 10

  private func stored(_ symbol: Symbol, _ span: ChartSpan) async throws -> [Candle] {
    var all: [Candle] = []
    var end = span.to
    for _ in 0..<Self.candlePages {
      let limit = min(Self.candlePage, span.count - all.count)
      guard limit > 0 else { break }
      let page = try await owners.ask(GetKlines(symbol: symbol, timeframe: span.own, closedBy: end, limit: limit)).candles
      all = page + all
      guard page.count == limit, let first = page.first, first.openTime > span.from else { break }
      end = first.openTime
    }
    return all
  }
}
