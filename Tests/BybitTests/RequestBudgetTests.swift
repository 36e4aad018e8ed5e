import Model
import TestKit
import Testing

@testable import Bybit

@Suite(.timeLimit(.minutes(5))) struct RequestBudgetTests {
  private let start = Timestamp(milliseconds: 1_700_000_000_000)

  @Test func `no five seconds see more than the budget, and a part is kept for what protects`() {
    var budget = RequestBudget(limit: 8, reserved: 2)
    for second in 0..<6 { #expect(budget.admit(isUrgent: false, at: start + .milliseconds(100 * Int64(second))) == nil) }
    let now = start + .seconds(1)
    #expect(budget.admit(isUrgent: false, at: now) == start + .seconds(5))
    #expect(budget.admit(isUrgent: true, at: now) == nil)
    #expect(budget.admit(isUrgent: true, at: now) == nil)
    #expect(budget.admit(isUrgent: true, at: now) == start + .seconds(5))
    #expect(budget.admit(isUrgent: false, at: start + .milliseconds(5000)) == start + .milliseconds(5100) + .milliseconds(100))
    #expect(budget.admit(isUrgent: true, at: start + .milliseconds(5000)) == nil)
  }

  @Test func `in any window of random traffic the budget holds`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var budget = RequestBudget(limit: 20, reserved: 5)
      var now = start
      var sent: [Timestamp] = []
      for _ in 0..<200 {
        now = now + .milliseconds(Int64.random(in: 0...400, using: &generator))
        if budget.admit(isUrgent: Bool.random(using: &generator), at: now) == nil { sent.append(now) }
      }
      for moment in sent { #expect(sent.filter { $0 >= moment && $0 < moment + .seconds(5) }.count <= 20) }
    }
  }

  @Test func `a clock that is put back does not block`() {
    var budget = RequestBudget(limit: 1, reserved: 0)
    #expect(budget.admit(isUrgent: false, at: start) == nil)
    #expect(budget.admit(isUrgent: false, at: start - .seconds(3600)) == nil)
  }

  @Test func `a client waits for its address's budget before it sends`() async throws {
    let bench = try Bench(SheetExamples.serverTime)
    // 200 in five seconds, of which 50 are kept for calls that protect.
    for _ in 0..<150 { _ = try await bench.client.serverTime() }
    #expect(bench.clock.pauses.isEmpty)
    _ = try await bench.client.serverTime(by: bench.clock.now + .seconds(6))
    #expect(bench.clock.pauses == [.seconds(5)])
  }
}
