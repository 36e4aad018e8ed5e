import Foundation
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Dashboard

@Suite struct APITests {
  @Test("Every route of the API is in openapi.json, and nothing else is")
  func openAPI() async throws {
    let room = try await Site()
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(Fixture.web)/openapi.json"))
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    let described = paths.flatMap { path, operations in operations.keys.map { "\($0.uppercased()) \(path)" } }
    let served = room.server.routes.filter { $0.pattern.hasPrefix("/api/") || ["/healthz", "/readyz", "/metrics"].contains($0.pattern) }
    #expect(Set(described) == Set(served.map { "\($0.method) \($0.pattern)" }))
    for route in served {
      let operation = try #require(paths[route.pattern]?[route.method.lowercased()] as? [String: Any])
      let parameters = (operation["parameters"] as? [[String: Any]] ?? []).filter { $0["in"] as? String == "query" }
      #expect(Set(parameters.compactMap { $0["name"] as? String }) == route.query, "\(route.pattern)")
      switch route.access {
      case .scope(let scope): #expect(operation["x-scope"] as? String == scope.rawValue, "\(route.pattern)")
      case .open: #expect((operation["security"] as? [Any])?.isEmpty == true, "\(route.pattern)")
      case .page: Issue.record("\(route.pattern) is a page")
      }
    }
  }

  @Test("A parameter of a query that is none there is named, with those that are")
  func unknownParameter() async throws {
    let room = try await Site()
    let session = try await room.login()
    for path in ["/profit?days=30", "/signals?limit=1&days=", "/positions?days=1&limit=5", "/trades/\(TradeID.random())?days=1"] {
      let answer = await room.send("GET", "/api/v1" + path, session)
      #expect(answer.status == 400 && answer.text.contains("'days' is no parameter of /api/v1/"), "\(path): \(answer.text)")
    }
    #expect(await room.send("GET", "/api/v1/signals?cycle=zz", session).text.contains("/api/v1/signals: limit"))
    #expect(await room.send("GET", "/dashboard/live?utm_source=mail", session).status == 200)
  }

  @Test("An owner that does not answer makes 503 with its name, not an empty page")
  func ownerAway() async throws {
    let room = try await Site()
    let answer = await room.send("GET", "/api/v1/positions", try await room.login())
    #expect(answer.status == 503 && answer.text.contains("position-monitor"))
    #expect(await room.send("GET", "/healthz").status == 200)
  }

  @Test("A decision of somebody else is a conflict that says so")
  func conflict() async throws {
    let owners = ScriptedOwners(replies: [
      DecideProposal.name: { _ in DecideProposal.Reply(accepted: false, status: .rejected, message: "already rejected: by cli") }
    ])
    let room = try await Site(owners)
    let answer = await room.send("POST", "/api/v1/approvals/\(ProposalID.random())/approve", try await room.login())
    #expect(answer.status == 409 && answer.text.contains("already rejected"))
  }

  @Test("A wish that the owner has met is answered as met, though the audit could not be written; a failure stays the one that it was")
  func auditAway() async throws {
    let owners = ScriptedOwners(replies: [
      SetTradingState.name: { _ in
        let state = TradingStateReport(level: .halted, since: Fixture.start, dailyLossLimit: 0.05, drawdownLimit: 0.15)
        return SetTradingState.Reply(accepted: true, message: "halted", state: state)
      }
    ])
    let room = try await Site(owners)
    let session = try await room.login()
    _ = try await room.database.transaction { try $0.execute("ALTER TABLE audit RENAME TO elsewhere") }
    #expect(await room.send("POST", "/api/v1/trading/halt", session).status == 200)
    #expect(await room.send("POST", "/api/v1/approvals/\(ProposalID.random())/approve", session).status == 503)
    #expect(await room.send("POST", "/api/v1/approvals/x/approve", session).status == 400)
  }

  @Test(
    "Malformed ids, limits, times and bodies are refused with a reason",
    arguments: [
      "/api/v1/trades/x", "/api/v1/cycles/x", "/api/v1/cycles?limit=0", "/api/v1/cycles?limit=9999", "/api/v1/trades?from=yesterday",
      "/api/v1/cycles?timeframe=7m",
      "/api/v1/trades?status=lost", "/api/v1/klines?symbol=btc&timeframe=1m", "/api/v1/klines?symbol=BTCUSDT&timeframe=7m",
      "/api/v1/trades?side=foo", "/api/v1/trades?symbol=btcusdt", "/api/v1/performance?symbol=", "/api/v1/trades.csv?side=buy",
      "/api/v1/klines?symbol=BTCUSDT&timeframe=1m&closedBy=x", "/api/v1/approvals?pending=1", "/api/v1/approvals?pending=",
      "/api/v1/charts/..%2f..%2fsecret", "/api/v1/charts/\(String(repeating: "a", count: 64))?width=9",
    ])
  func malformed(_ path: String) async throws {
    let room = try await Site()
    let answer = await room.send("GET", path, try await room.login())
    #expect(answer.status == 400 && answer.text.contains("message"))
  }

  @Test("A token for a time that cannot be is refused", arguments: [-1, 0, 3651])
  func badDays(_ days: Int) async throws {
    let room = try await Site()
    let answer = await room.send("POST", "/api/v1/tokens", try await room.login(), body: #"{"name":"t","scope":"read","days":\#(days)}"#)
    #expect(answer.status == 400 && answer.text.contains("days"))
  }
}

/// Counts calls, one after the other.
final class TestCounter: Sendable {
  private let calls = Mutex(0)
  var count: Int { calls.withLock { $0 } }
  func next() -> Int {
    calls.withLock { calls in
      calls += 1
      return calls
    }
  }
}
