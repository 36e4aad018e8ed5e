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
      switch route.access {
      case .scope(let scope): #expect(operation["x-scope"] as? String == scope.rawValue, "\(route.pattern)")
      case .open: #expect((operation["security"] as? [Any])?.isEmpty == true, "\(route.pattern)")
      case .page: Issue.record("\(route.pattern) is a page")
      }
    }
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

  @Test(
    "Malformed ids, limits, times and bodies are refused with a reason",
    arguments: [
      "/api/v1/trades/x", "/api/v1/cycles/x", "/api/v1/cycles?limit=0", "/api/v1/cycles?limit=9999", "/api/v1/trades?from=yesterday",
      "/api/v1/trades?status=lost", "/api/v1/klines?symbol=btc&timeframe=1m", "/api/v1/klines?symbol=BTCUSDT&timeframe=7m",
      "/api/v1/charts/..%2f..%2fsecret", "/api/v1/charts/\(String(repeating: "a", count: 64))?width=9",
    ])
  func malformed(_ path: String) async throws {
    let room = try await Site()
    let answer = await room.send("GET", path, try await room.login())
    #expect(answer.status == 400 && answer.text.contains("message"))
  }

  @Test("Positions are read once in 300 s, and again after an event")
  func cached() async throws {
    let clock = TestClock(Fixture.start)
    let cache = ReadCache(time: clock.source)
    let calls = TestCounter()
    func read() async throws -> Int { try await cache.value(.positions, "positions") { calls.next() } }
    #expect(try await [read(), read()] == [1, 1])
    clock.advance(by: ReadCache.lifetime)
    #expect(try await read() == 2)
    cache.invalidate(ReadCache.Subject.changed(by: TradeClosed.topic))
    #expect(try await read() == 3)
    cache.invalidate(ReadCache.Subject.changed(by: TradingHalted.topic))
    #expect(try await read() == 3)
  }

  @Test("While the bus is silent nothing is answered from memory: an event may have been missed")
  func deaf() async throws {
    let clock = TestClock(Fixture.start)
    let presence = SystemPresence(time: clock.source)
    let cache = ReadCache(time: clock.source) { presence.isHearing }
    let calls = TestCounter()
    func read() async throws -> Int { try await cache.value(.positions, "positions") { calls.next() } }
    #expect(try await [read(), read()] == [1, 2])
    presence.heard(Heartbeat(lastNumber: 0, instance: "analyzer", startedAt: Fixture.start), of: .analyzer)
    #expect(try await [read(), read()] == [3, 3])
    clock.advance(by: Presence.silence)
    #expect(try await read() == 4)
  }

  @Test("An answer that was asked for before an event is not kept after it")
  func raced() async throws {
    let cache = ReadCache(time: TestClock().source)
    let stale = try await cache.value(.trades, "trades") {
      cache.invalidate([.trades])
      return 1
    }
    #expect(stale == 1)
    #expect(try await cache.value(.trades, "trades") { 2 } == 2)
  }
}

/// Counts calls, one after the other.
final class TestCounter: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
