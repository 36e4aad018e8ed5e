import FoundationEssentials
import Messages
import Model
import Testing

@testable import Dashboard

/// What is answered against what openapi.json says that is answered.
@Suite struct AnswerTests {
  /// Of a trade, a proposal, a cycle: the messages' examples share it.
  private static let id = "0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003"

  /// A reply as its example on the wire has it, which has each of its fields.
  private static func example<Asked: Request>(_ type: Asked.Type, _ form: String = "") throws -> Asked.Reply {
    let root = Fixture.web.replacing("/Services/Dashboard/Web", with: "")
    let path = "\(root)/Tests/MessagesTests/Fixtures/\(type).Reply\(form).json"
    let data = try #require(FileManager.default.contents(atPath: path), "\(path)")
    return try Wire.decoder.decode(Asked.Reply.self, from: data)
  }

  /// Owners that answer with the examples. - Parameter accepting: they do what is wished; the examples refuse it.
  private static func owners(accepting: Bool) throws -> ScriptedOwners {
    var trades = try example(ListTrades.self).trades
    let closed = try #require(trades.first { $0.status == .closed })
    trades.append(
      Trade(
        tradeID: .random(), cycleID: closed.cycleID, analysisID: closed.analysisID, symbol: closed.symbol, side: .buy, status: .open,
        quantity: closed.quantity, createdAt: closed.createdAt, adoptedBy: "ada"))
    let all = trades
    let cycles = try example(ListCycles.self).cycles
    var owners = ScriptedOwners(replies: [
      Ping.name: { _ in try example(Ping.self) }, GetHealth.name: { _ in try example(GetHealth.self) },
      GetTradingState.name: { _ in try example(GetTradingState.self) }, GetWallet.name: { _ in try example(GetWallet.self) },
      ListCycles.name: { _ in ListCycles.Reply(cycles: cycles, timeframes: [.oneMinute]) },
      GetCycle.name: { _ in try example(GetCycle.self) }, GetVerdicts.name: { _ in try example(GetVerdicts.self) },
      GetSizing.name: { _ in try example(GetSizing.self) }, ListApprovals.name: { _ in try example(ListApprovals.self) },
      ListAlerts.name: { _ in try example(ListAlerts.self) },
      ListPositions.name: { _ in try example(ListPositions.self) }, GetKlines.name: { _ in try example(GetKlines.self) },
      ListTrades.name: { _ in ListTrades.Reply(trades: all) }, GetTradeStory.name: { _ in try example(GetTradeStory.self) },
      GetAnalysis.name: { _ in try example(GetAnalysis.self, ".model") }, GetProposals.name: { _ in try example(GetProposals.self) },
      GetPriceRanges.name: { data in
        let spans = try Wire.decoder.decode(GetPriceRanges.self, from: data).spans
        return GetPriceRanges.Reply(ranges: spans.map { PriceRange(candles: $0.candles, low: 59_000, high: 61_000) })
      },
      DecideProposal.name: { _ in try example(DecideProposal.self) }, SetTradingState.name: { _ in try example(SetTradingState.self) },
      CloseTrade.name: { _ in try example(CloseTrade.self) },
    ])
    guard accepting else { return owners }
    owners.replies[DecideProposal.name] = { _ in DecideProposal.Reply(accepted: true, status: .confirmed, message: "approved") }
    owners.replies[CloseTrade.name] = { _ in CloseTrade.Reply(accepted: true, message: "closing") }
    let state = try example(GetTradingState.self).state
    owners.replies[SetTradingState.name] = { _ in SetTradingState.Reply(accepted: true, message: "halted", state: state) }
    return owners
  }

  /// A site and its login, with two services heard.
  private static func site(accepting: Bool) async throws -> (Site, [String: String?]) {
    let site = try await Site(try owners(accepting: accepting))
    let heartbeats = [
      Heartbeat(lastNumber: 1, instance: "executor", startedAt: Fixture.start, role: .leader, epoch: 3),
      Heartbeat(lastNumber: 1, instance: "executor-2", startedAt: Fixture.start, role: .standby),
    ]
    for heartbeat in heartbeats { site.presence.heard(heartbeat, of: .executor) }
    return (site, try await site.login())
  }

  private static func send(_ method: String, _ path: String, _ site: Site, _ session: [String: String?]) async -> WebAnswer {
    let query = path.hasSuffix("/klines") ? "?symbol=BTCUSDT&timeframe=1m" : ""
    let body = path.hasSuffix("/tokens") ? #"{"name":"bot","scope":"read","days":1}"# : ""
    let target = path.replacing("{id}", with: id).replacing("{name}", with: "bot") + query
    return await site.send(method.uppercased(), target, session, body: body)
  }

  @Test("Each answer of the API is as openapi.json describes it, and nothing is described that no answer has")
  func described() async throws {
    let document = try JSONValue(parsing: try #require(FileManager.default.contents(atPath: "\(Fixture.web)/openapi.json")))
    var schema = AnswerSchema(document)
    // What is made first can be read and deleted afterwards.
    let order = ["post", "get", "delete"]
    let operations = document["paths"].fields.flatMap { path, methods in methods.fields.map { (path, $0.key, $0.value) } }
      .filter { path, _, _ in !path.hasPrefix("/api/v1/charts/") }
      .sorted { (order.firstIndex(of: $0.1) ?? 0, $0.0) < (order.firstIndex(of: $1.1) ?? 0, $1.0) }
    let (site, session) = try await Self.site(accepting: true)
    for (path, method, operation) in operations {
      let answer = await Self.send(method, path, site, session)
      #expect(answer.status < 300, "\(method) \(path)")
      #expect(try schema.faults(answer, operation, at: "\(method) \(path)") == [])
    }
    let (refusing, other) = try await Self.site(accepting: false)
    for (path, method, operation) in operations where method == "post" && !path.hasSuffix("/tokens") {
      let answer = await Self.send(method, path, refusing, other)
      #expect(answer.status == 409, "\(method) \(path)")
      #expect(try schema.faults(answer, operation, at: "\(method) \(path)") == [])
    }
    let refused = await site.send("GET", "/api/v1/trades/x", session)
    let problem = document["components"]["responses"]["Problem"]["content"]["application/json"]["schema"]
    #expect(schema.faults(try JSONValue(parsing: refused.body), problem, at: "a refusal").isEmpty)
    #expect(schema.described.subtracting(schema.seen).sorted() == [])
  }
}
